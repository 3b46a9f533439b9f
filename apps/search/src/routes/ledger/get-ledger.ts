import { resolveTime, TIME_FORMS } from '@logwarren/contract';
import type { LedgerRow } from '@logwarren/store';
import { z } from 'zod';
import { invalidParameters } from '../../http-error.ts';
import { once } from '../../parameter-kinds.ts';
import { readService, time } from '../../parameter-values.ts';
import type { QueryGate } from '../../query-gate.ts';
import { signalOf } from '../../request-signal.ts';
import { type App, searchErrors } from '../route-context.ts';
import { dayOf, type ReadLedger } from './ledger-watch.ts';

export interface LedgerContext {
  read: ReadLedger;
  gate: QueryGate;
  budgetMs: number;
  /** ms since the epoch. */
  now: () => number;
}

const figures = {
  received: z.int().describe('Records that RabbitMQ took over, as the numbers in their batches say.'),
  stored: z.int(),
  dead: z.int().describe('Records in dead letters, those given up included.'),
  shed: z.int().describe('Records that sources dropped on purpose while too much waited.'),
  inFlight: z
    .int()
    .nullable()
    .describe(
      'Not there yet, and no more than RabbitMQ, the collectors and the spools of sources hold; at least so many while ' +
        'messages wait. null when it is not known: messages wait, or may wait, and nothing tells whose records they hold.',
    ),
  difference: z.int().describe('received - stored - dead - shed - inFlight. Above 0: nowhere; below 0: there twice.'),
};

const rowJson = z.object({
  source: z.string().nullable().describe('Name of the source; null for records that other programs published.'),
  run: z.string().nullable().describe('One start of the source.'),
  service: z.string().describe('Name of the service; empty for dead letters that name none.'),
  ...figures,
});

const repeatJson = z.object({
  source: z.string().nullable(),
  service: z.string(),
  reason: z
    .string()
    .describe(
      'What says so: batch-id, message-id, header; attempt: one of the collector itself whose answer got lost.',
    ),
  records: z.int(),
});

const lossJson = z.object({
  source: z.string(),
  service: z.string(),
  path: z.string().describe('File; empty when there were too many to name.'),
  reason: z.string().describe('Why the bytes are gone before a source had read them: deleted, truncated, overwritten.'),
  bytes: z.int().describe('Bytes that the source had seen and not read.'),
  isAtLeast: z.boolean().describe('True when more may have been written that no source has seen.'),
});

const ledgerJson = z
  .object({
    balanced: z
      .boolean()
      .nullable()
      .describe(
        'False when a row has a difference. null when it is not known yet: messages wait in RabbitMQ or in collectors, or ' +
          'nobody can tell whether some do. True when every record that RabbitMQ has taken is accounted for.',
      ),
    total: z.object(figures),
    queues: z
      .object({
        ready: z.int().describe('Wait in RabbitMQ.'),
        held: z.int().nullable().describe('In collectors; null when one of them has not said yet.'),
      })
      .nullable()
      .describe(
        'Messages in RabbitMQ and in collectors; null when neither can be asked, and all that lacks may be there.',
      ),
    rows: z.array(rowJson),
    repeats: z
      .array(repeatJson)
      .describe('Records that were taken for ones that came before, of the last 60 days; they are in no sum.'),
    lost: z
      .array(lossJson)
      .describe(
        'Bytes of files that no record could be made of; in no sum. For each loss there is a record, of severity WARN when the number of bytes is not known, of ERROR otherwise.',
      ),
  })
  .meta({ id: 'Ledger' });

function day(end: 'from' | 'to') {
  const which = end === 'from' ? 'the first' : 'the last';
  return time(end).optional().describe(`UTC day in which records came in, ${which}: ${TIME_FORMS}.`);
}

const parameters = z.strictObject({
  from: day('from'),
  to: day('to'),
  source: once(readService).optional().describe('Rows of this source only.'),
  service: once(readService).optional().describe('Rows of this service only.'),
});

/** `GET /ledger`: what was received, and where it is. */
export function getLedger(app: App, { read, gate, budgetMs, now }: LedgerContext): void {
  const schema = {
    operationId: 'getLedger',
    summary: 'Account for every record: received = stored + dead + shed + in flight + difference',
    description:
      'By source, service and run, for whole UTC days of receipt. Read from what is stored, not from counters.',
    tags: ['ledger'],
    querystring: parameters,
    response: { 200: ledgerJson, ...searchErrors },
  };
  app.get('/ledger', { schema }, async ({ query: { from, to, source, service } }, reply) => {
    const fromDay = from === undefined ? undefined : dayOf(resolveTime(from, now()));
    const toDay = to === undefined ? undefined : dayOf(resolveTime(to, now()));
    if (fromDay !== undefined && toDay !== undefined && fromDay > toDay) {
      throw invalidParameters([{ parameter: 'to', problem: 'is a day before that of `from`, so the range is empty' }]);
    }
    const query = { fromDay, toDay, source, service, budgetMs, signal: signalOf(reply) };
    const { rows, backlog, lost, repeats, waiting } = await gate.run(() => read(query));
    const isSettled = waiting === 0;
    const total = totalOf(rows);
    return {
      balanced: rows.every(({ difference }) => difference === 0) ? isSettled || null : false,
      total: isSettled ? total : { ...total, inFlight: null },
      queues: backlog === undefined ? null : { ready: backlog.ready, held: backlog.held ?? null },
      rows: rows.map((row) => toRowJson(row, isSettled)),
      repeats,
      lost,
    };
  });
}

/**
 * Numbers show holes, not what follows the last of them, and what other programs publish has none: while messages wait, a
 * row that lacks nothing may have records among them.
 */
function toRowJson(row: LedgerRow, isSettled: boolean) {
  const { source, run, service, received, stored, dead, shed, inFlight, difference } = row;
  const known = isSettled || inFlight > 0 ? inFlight : null;
  return { source, run, service, received, stored, dead, shed, inFlight: known, difference };
}

/** Differences of the total are those of the rows added up without their signs cancelling each other in `balanced`. */
function totalOf(rows: readonly LedgerRow[]) {
  const total = { received: 0, stored: 0, dead: 0, shed: 0, inFlight: 0, difference: 0 };
  for (const row of rows) {
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += row[name];
  }
  return total;
}
