import { type Delivery, type Outcome, readDelivery } from '@logwarren/broker';
import { batchOriginOf } from '@logwarren/contract';
import { GivenUpError, type PartSaver } from './part-saver.ts';
import { toParts } from './to-parts.ts';

/**
 * Makes the handler of a message: it is acked when everything in it is stored.
 *
 * What can never be stored becomes dead letters, record by record; the rest of the message is stored first.
 */
export function createCollect(saver: Pick<PartSaver, 'save'>): (delivery: Delivery) => Promise<Outcome> {
  return async (delivery) => {
    const read = readDelivery(delivery);
    try {
      await saver.save(toParts(read, batchOriginOf(delivery.headers)), read.identity);
    } catch (error) {
      if (error instanceof GivenUpError) return { kind: 'retry' };
      throw error;
    }
    return read.letters.length > 0 ? { kind: 'dead-letter', letters: read.letters } : { kind: 'ack' };
  };
}
