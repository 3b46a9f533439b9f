import { z } from 'zod';

const sumsOfRecords = {
  received: z.int().describe('Records that RabbitMQ took over, according to the numbers in their batches.'),
  stored: z.int(),
  dead: z.int().describe('Records in dead letters, including those given up.'),
  shed: z.int().describe('Records that sources dropped on purpose while too many messages waited.'),
  inFlight: z
    .int()
    .nullable()
    .describe(
      'Records that have not arrived yet, limited to what RabbitMQ, the collectors and the spools of sources hold; a ' +
        'lower bound while messages wait. null when unknown: messages wait, or may wait, and nothing shows whose ' +
        'records they hold.',
    ),
  difference: z
    .int()
    .describe(
      'received - stored - dead - shed - inFlight. Above 0: records are missing; below 0: records are stored twice.',
    ),
};

const totalJson = z.object(sumsOfRecords);

/** Sums of records. */
export type LedgerTotalJson = z.output<typeof totalJson>;

const rowJson = z.object({
  source: z.string().nullable().describe('Name of the source; null for records that other programs published.'),
  run: z.string().nullable().describe('One start of the source.'),
  service: z.string().describe('Name of the service; empty for dead letters that name none.'),
  ...sumsOfRecords,
});

/** Sums of one run of a source, for one service. */
export type LedgerRowJson = z.output<typeof rowJson>;

const repeatJson = z.object({
  source: z.string().nullable(),
  service: z.string(),
  reason: z
    .string()
    .describe(
      'How the repeat was recognised: batch-id, message-id, header; attempt: an own attempt of the collector whose answer got lost.',
    ),
  records: z.int(),
});

const lossJson = z.object({
  source: z.string(),
  service: z.string(),
  path: z.string().describe('File; empty when there were too many to name.'),
  reason: z.string().describe('Why the bytes are gone before a source had read them: deleted, truncated, overwritten.'),
  bytes: z.int().describe('Bytes that the source had seen but not read.'),
  isAtLeast: z.boolean().describe('True when more may have been written that no source has seen.'),
});

/** Bytes of a file that never became records. */
export type LossJson = z.output<typeof lossJson>;

/** Answer of `GET /ledger`. */
export const ledgerJson = z
  .object({
    balanced: z
      .boolean()
      .nullable()
      .describe(
        'False when a row has a difference. ' +
          'null when it is not known yet: messages wait in RabbitMQ or in collectors, or it is unknown whether any do. True when every record that RabbitMQ has taken is accounted for.',
      ),
    total: totalJson,
    queues: z
      .object({
        ready: z.int().describe('Wait in RabbitMQ.'),
        held: z.int().nullable().describe('In collectors; null when one of them has not said yet.'),
      })
      .nullable()
      .describe(
        'Messages in RabbitMQ and in collectors; null when neither can be asked, so everything missing may be there.',
      ),
    rows: z.array(rowJson),
    repeats: z
      .array(repeatJson)
      .describe('Records of the last 60 days that were treated as repeats of earlier ones; not included in any sum.'),
    lost: z
      .array(lossJson)
      .describe(
        'Bytes of files that could not be read; not included in any sum. Each loss also has a record, with severity WARN when the number of bytes is unknown, ERROR otherwise.',
      ),
  })
  .meta({ id: 'Ledger' });

/** The account of every record: received = stored + dead + shed + inFlight + difference. */
export type LedgerJson = z.output<typeof ledgerJson>;
