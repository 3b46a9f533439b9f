import { type DeadLetterReason, type Delivery, type ReadDelivery, readMessage, Unreadable } from '@logwarren/contract';
import { BodyError } from '../connection/index.ts';
import { decodeBody } from './codec.ts';

/** Largest body after unpacking; our own batches have 256 KiB. Records of it still fit MongoDB's 16 MiB as BSON. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Unpacks and reads a message; see `readMessage`.
 *
 * @param now ms since the epoch
 */
export function readDelivery(delivery: Delivery, now: number = Date.now()): ReadDelivery[] {
  return readMessage(delivery, () => unpacked(delivery), now);
}

/** @throws Unreadable */
function unpacked({ body, contentEncoding }: Delivery): Buffer {
  try {
    return decodeBody(body, contentEncoding, MAX_BODY_BYTES);
  } catch (error) {
    if (error instanceof BodyError) throw new Unreadable(error.code as DeadLetterReason, error.message);
    throw error;
  }
}
