import type { Readable } from 'node:stream';
import { BodyError, CONTENT_ENCODINGS, contentEncoding, unpack } from '@logwarren/broker';
import { messageOf } from '@logwarren/common';
import { busyError, RequestError } from './request-error.ts';

interface BodyLimits {
  /** Longest body, both packed and unpacked. */
  maxBytes: number;
  /** Reserves memory before it is used; false if there is no room. The caller gives reserved memory back. */
  reserve: (bytes: number) => boolean;
}

/**
 * Reads and unpacks a request body, and stops at the first byte over a limit: a small body that unpacks to gigabytes
 * costs no more than the limit. A packed body is gathered first, so that the code that unpacks messages unpacks the
 * whole body.
 *
 * @param encoding the header `content-encoding`
 * @throws RequestError 413 too large, 415 unknown encoding, 429 no memory, 400 broken off or damaged
 */
export async function readBody(body: Readable, encoding: string | undefined, limits: BodyLimits): Promise<Buffer> {
  const packing = packingOf(encoding);
  const bytes = await gather(body, limits);
  if (packing === undefined) return bytes;
  const unpacked = unpackBody(bytes, packing, limits.maxBytes);
  if (!limits.reserve(unpacked.length)) throw noRoomError();
  return unpacked;
}

/** Leaves the body open, because destroying it would cut off the answer. */
async function gather(body: Readable, { maxBytes, reserve }: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > maxBytes) throw tooLargeError(maxBytes);
      if (!reserve((chunk as Buffer).length)) throw noRoomError();
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // Discards further bytes, so that the client starts to read the answer.
    body.resume();
    if (error instanceof RequestError) throw error;
    throw unreadableError(error);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, sizeBytes);
}

function unpackBody(bytes: Buffer, packing: string, maxBytes: number): Buffer {
  try {
    return unpack(bytes, packing, maxBytes);
  } catch (error) {
    if (error instanceof BodyError && error.code === 'body-too-large') throw tooLargeError(maxBytes);
    throw unreadableError(error);
  }
}

/** @returns undefined for a body without compression */
function packingOf(encoding: string | undefined): string | undefined {
  const written = encoding?.trim().toLowerCase() ?? '';
  if (written === '' || written === 'identity') return undefined;
  const packing = contentEncoding(written);
  if (packing !== undefined) return packing;
  const message = `content-encoding ${JSON.stringify(encoding)} is not known; use ${CONTENT_ENCODINGS.join(', ')}`;
  throw new RequestError(415, 'request-encoding-unsupported', message);
}

function tooLargeError(maxBytes: number): RequestError {
  return new RequestError(413, 'request-too-large', `the body is over ${maxBytes} bytes`);
}

function noRoomError(): RequestError {
  return busyError('too many bytes wait for their confirm');
}

function unreadableError(error: unknown): RequestError {
  const message = `the body cannot be read: ${messageOf(error)}`;
  return new RequestError(400, 'request-body-unreadable', message, { cause: error });
}
