import { type Outcome, readDelivery } from '@logwarren/broker';
import {
  batchOriginOf,
  type DeadLetter,
  type Delivery,
  fromColumns,
  type ReadDelivery,
  recordOrderOf,
  stringifyJson,
} from '@logwarren/contract';
import type { BatchPart } from '@logwarren/store';
import type { AlertRelay } from './alert-relay.ts';
import type { PartSaver, RefusedPart } from './storing/part-saver.ts';
import { GivenUpError } from './storing/retry-loop.ts';
import { toParts } from './storing/to-parts.ts';

/**
 * Makes the handler of a message: it acks the message when all of it is stored.
 *
 * Records that can never be stored become dead letters, one by one; the rest of the message is stored first.
 *
 * @param passOn called with each parsed message
 */
export function createCollect(
  saver: Pick<PartSaver, 'save'>,
  passOn: AlertRelay = () => {},
): (delivery: Delivery) => Promise<Outcome> {
  return async (delivery) => {
    const reads = readDelivery(delivery);
    for (const read of reads) passOn(delivery, read);
    const letters = reads.flatMap((read) => read.letters);
    try {
      const refused = await saver.save(partsOf(delivery, reads), reads[0]?.identity);
      letters.push(...refused.flatMap(lettersOf));
    } catch (error) {
      if (error instanceof GivenUpError) return { kind: 'retry' };
      throw error;
    }
    return letters.length > 0 ? { kind: 'dead-letter', letters } : { kind: 'ack' };
  };
}

function partsOf({ headers }: Delivery, reads: readonly ReadDelivery[]): BatchPart[] {
  const origin = batchOriginOf(headers);
  return reads.flatMap((read) => toParts(read, origin, recordOrderOf(headers, read.indexes)));
}

/** Letters for the records of a part that MongoDB can never store. */
function lettersOf({ part, explanation }: RefusedPart): DeadLetter[] {
  const { batchId, service, severity, records, indexes } = part;
  return fromColumns(records).map((record, i) => ({
    body: Buffer.from(stringifyJson(record)),
    reason: 'record-unstorable',
    explanation: `MongoDB cannot store it: ${explanation}`,
    recordIndex: indexes[i] as number,
    batch: { batchId, service, severity },
  }));
}
