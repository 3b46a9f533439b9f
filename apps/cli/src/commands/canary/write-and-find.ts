import { setTimeout as sleep } from 'node:timers/promises';
import type { PageJson } from '@logwarren/api';
import { type ApiClient, queryOf } from '../../api/api-client.ts';
import { ApiError } from '../../api/api-error.ts';
import { CanaryAccount, type FoundCanary } from './canary-account.ts';

/**
 * Writes marked records through the public path, as any client would, and reads them back.
 *
 *     write: POST /logs every tick ──► account ◄── read: GET /logs of what is open, every moment
 */

interface WriteAndFindOptions {
  source: ApiClient;
  search: ApiClient;
  service: string;
  /** Word that only records of this run hold. */
  runId: string;
  /** Records a second, 1 to 1,000. */
  rate: number;
  /** Time for writing, ms; undefined is until the signal. */
  writeMs: number | undefined;
  /** Time after its confirm in which a record must be found, ms. */
  giveUpMs: number;
  /** Told every `reportMs`, and at the end. */
  onReport: (account: CanaryAccount) => void;
  reportMs: number;
  /** Ends the writing; what was confirmed is still looked for. */
  signal: AbortSignal;
}

const TICK_MS = 100;
const READ_PAUSE_MS = 50;
/** Records are looked at again for so long after they were written: a duplicate may come late. */
const RECHECK_MS = 30_000;
/** Clocks of source and canary may differ by so much. */
const MARGIN_MS = 2_000;
/** Without an end a range ends now, and records of a burst, or of a clock that is ahead, are dated later. */
const NO_END = '9999-12-31';

/** ms since the epoch by a clock that nobody sets: it times the records, the waits and the latencies alike. */
function steadyNow(): number {
  return Math.round(performance.timeOrigin + performance.now());
}

/**
 * Runs a canary.
 *
 * @returns the account, when everything that was confirmed has been found or given up
 * @throws ApiError when source or search do not answer at the beginning
 */
export async function writeAndFind(options: WriteAndFindOptions): Promise<CanaryAccount> {
  // Afterwards a refusal is a doubt about its records; to begin with, it is a wrong address.
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
  // All of it once more: duplicates that came late, and records that were never written.
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
    // One millisecond for each, so that search has an order to keep.
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
    ...{ service, severity: 'INFO', message: `canary ${runId} ${first + index}` },
    ...{ 'canary.run': runId, 'canary.sequence': first + index },
  }));
  try {
    await source.post('/logs', records);
    account.confirm(first, count, steadyNow());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    account.doubt(first, count);
  }
}

/** One look at what was written since a moment; a service that does not answer is asked again the next time. */
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
