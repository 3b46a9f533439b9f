import { type LedgerRowJson, ledgerJson } from '@logwarren/api';
import { resolveTime, TIME_FORMS } from '@logwarren/query';
import type { LedgerRow } from '@logwarren/store';
import { z } from 'zod';
import { invalidParameters } from '../../errors/http-error.ts';
import { once } from '../../parameters/kinds.ts';
import { readService, time } from '../../parameters/read.ts';
import { signalOf } from '../../queries/query-limits.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { dayOf } from './ledger-watch.ts';

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

/** `GET /ledger`: accounts for every record ever received. */
export function getLedger(app: App, { ledger, queryLimit, budgetMs, now }: RouteContext): void {
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
    const { rows, backlog, lost, repeats, waiting } = await queryLimit.run(() => ledger(query));
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
 * Sequence numbers show gaps, but not records after the last number, and messages of other programs have no numbers:
 * while messages wait, a row without a gap may have records among them.
 */
function toRowJson(row: LedgerRow, isSettled: boolean): LedgerRowJson {
  const { source, run, service, received, stored, dead, shed, inFlight, difference } = row;
  const known = isSettled || inFlight > 0 ? inFlight : null;
  return { source, run, service, received, stored, dead, shed, inFlight: known, difference };
}

/** The total adds up the differences of the rows; in `balanced`, positive and negative ones do not cancel each other out. */
function totalOf(rows: readonly LedgerRow[]) {
  const total = { received: 0, stored: 0, dead: 0, shed: 0, inFlight: 0, difference: 0 };
  for (const row of rows) {
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += row[name];
  }
  return total;
}
