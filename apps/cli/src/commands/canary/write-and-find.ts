import { setTimeout as sleep } from 'node:timers/promises';
import type { PageJson } from '@logwarren/api';
import { type ApiClient, queryOf } from '../../api/api-client.ts';
import { ApiError } from '../../api/api-error.ts';
import { CanaryAccount, type FoundCanary } from './canary-account.ts';

/**
 * Writes marked records as any client would, and reads them back.
 *
 *     write: POST /logs at the rate asked for ──► account ◄── read: GET /logs since the oldest open record, again and again
 */

interface WriteAndFindOptions {
  source: ApiClient;
  search: ApiClient;
  service: string;
  /** A word that occurs only in records of this run. */
  runId: string;
  /** Records a second, 1 to 1,000. */
  rate: number;
  /** How long to write, ms; undefined for until the signal. */
  writeMs: number | undefined;
  /** Time within which a confirmed record must be found, ms. */
  giveUpMs: number;
  /** Called every `reportMs`, and at the end. */
  onReport: (account: CanaryAccount) => void;
  reportMs: number;
  /** Ends the writing; confirmed records are still looked for. */
  signal: AbortSignal;
}

const TICK_MS = 100;
const READ_PAUSE_MS = 50;
/** How long records are read again after they were written, because a duplicate may come late. */
const RECHECK_MS = 30_000;
/** How far the clocks of source and canary may differ. */
const MARGIN_MS = 2_000;
/** A range without an end ends now, but records of a burst or of a clock that is ahead are dated later. */
const NO_END = '9999-12-31';

/** ms since the epoch by a clock that is never set back; it times records, waits and latencies. */
function steadyNow(): number {
  return Math.round(performance.timeOrigin + performance.now());
}

/**
 * Writes records and finds them again.
 *
 * @returns the account, once every confirmed record has been found or given up
 * @throws ApiError when source or search do not answer at the start
 */
export async function writeAndFind(options: WriteAndFindOptions): Promise<CanaryAccount> {
  // At the start a refusal means a wrong address; later it only makes its records uncertain.
  await Promise.all([
    options.source.get<{ service: string }>('/', 'service'),
    options.search.get<PageJson>('/logs?limit=1', 'records'),
  ]);
  const account = new CanaryAccount();
  const startedMs = steadyNow();
  let isWriting = true;
  const writing = write(options, account).finally(() => {
    isWriting = false;
  });
  let reportedMs = steadyNow();
  while (isWriting || account.waiting().length > 0) {
    const nowMs = steadyNow();
    await read(options, account, account.oldestOpenMs(nowMs - RECHECK_MS));
    account.giveUp(nowMs - options.giveUpMs);
    if (nowMs - reportedMs >= options.reportMs) {
      reportedMs = nowMs;
      options.onReport(account);
    }
    if (options.writeMs === undefined) account.forget(nowMs - 2 * RECHECK_MS);
    await sleep(READ_PAUSE_MS);
  }
  await writing;
  // Read everything once more, for late duplicates and records that were never written.
  if (options.writeMs !== undefined) await readUntilAnswered(options, account, startedMs);
  options.onReport(account);
  return account;
}

async function write(options: WriteAndFindOptions, account: CanaryAccount): Promise<void> {
  const { rate, signal, writeMs } = options;
  const startedMs = steadyNow();
  const posts = new Set<Promise<void>>();
  let lastTimestampMs = 0;
  for (let written = 0; !signal.aborted; ) {
    const elapsedMs = steadyNow() - startedMs;
    if (writeMs !== undefined && elapsedMs >= writeMs) break;
    const count = Math.min(rate, Math.max(1, Math.ceil(((elapsedMs + TICK_MS) / 1000) * rate) - written));
    const nowMs = steadyNow();
    const first = account.attempt(count, nowMs);
    // Each record has a millisecond of its own, so that search has an order to keep.
    lastTimestampMs = Math.max(nowMs, lastTimestampMs + 1);
    const post = postRecords(options, account, first, count, lastTimestampMs).finally(() => posts.delete(post));
    posts.add(post);
    lastTimestampMs += count - 1;
    written += count;
    const nextMs = startedMs + (written / rate) * 1000;
    await sleep(Math.max(1, nextMs - steadyNow()), undefined, { signal }).catch(() => {});
  }
  await Promise.all(posts);
}

async function postRecords(
  { runId, service, source }: WriteAndFindOptions,
  account: CanaryAccount,
  first: number,
  count: number,
  firstTimestampMs: number,
): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({
    timestamp: new Date(firstTimestampMs + index).toISOString(),
    service,
    severity: 'INFO',
    message: `canary ${runId} ${first + index}`,
    'canary.run': runId,
    'canary.sequence': first + index,
  }));
  try {
    await source.post('/logs', records);
    account.confirm(first, count, steadyNow());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    account.doubt(first, count);
  }
}

/** Reads the records written since a moment. @returns false when search did not answer; the next call asks again */
async function read(options: WriteAndFindOptions, account: CanaryAccount, sinceMs: number): Promise<boolean> {
  const { runId, search, service } = options;
  const from = new Date(sinceMs - MARGIN_MS).toISOString();
  const found: FoundCanary[] = [];
  let cursor: string | undefined;
  try {
    do {
      const query = { service, from, to: NO_END, text: `"canary ${runId}"`, order: 'asc', limit: 1000, cursor };
      const page = await search.get<PageJson>(`/logs${queryOf(query)}`, 'records');
      for (const { attributes, id } of page.records)
        found.push({ id, sequence: Number(attributes['canary.sequence']) });
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  }
  account.find(found, steadyNow());
  return true;
}

async function readUntilAnswered(options: WriteAndFindOptions, account: CanaryAccount, sinceMs: number): Promise<void> {
  const untilMs = steadyNow() + options.giveUpMs;
  while (!(await read(options, account, sinceMs)) && steadyNow() < untilMs) await sleep(TICK_MS);
}
