import { type LedgerWriter, openLedger } from './ledger.ts';

/**
 * A program that logs, as a process of its own: `node load-source.ts '{"url": …}'`. It posts records to the source over
 * HTTP, writes its attempts and their confirms to its ledger, and ends on SIGTERM when nothing is under way.
 *
 * A request whose outcome is unknown is not repeated: its records stay attempted and may be stored once or not at all.
 * One that was certainly refused (refused connection, 429, 503 before publishing) is sent again.
 */

/** Its only argument, as JSON. */
export interface LoadOptions {
  /** URL of the source, without a slash at the end. */
  url: string;
  runId: string;
  ledger: string;
  recordsPerSecond: number;
  /** Number of parallel senders, each a service of its own that waits for every confirm. */
  lanes: number;
  /** Number of the first of these services. */
  firstLane: number;
  recordsPerRequest: number;
  /** Sequence number of the first record. */
  first: number;
  /** Number of overdue records, which are sent first. */
  behind: number;
  /** Every how many records one is an ERROR, with a WARN between them; 0 for INFO alone. */
  errorEvery: number;
}

const RETRY_MS = 100;
/** Longer than the source waits for a confirm, so that its answer arrives. */
const REQUEST_LIMIT_MS = 30_000;

type Fate = 'confirmed' | 'unknown' | 'not-taken';

const options = JSON.parse(process.argv[2] ?? '') as LoadOptions;
const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
using ledger = openLedger(options.ledger);
let next = options.first;
const startedMs = performance.now() - (options.behind / options.recordsPerSecond) * 1000;
await Promise.all(Array.from({ length: options.lanes }, (_, lane) => runLane(lane, ledger)));

async function runLane(lane: number, ledger: LedgerWriter): Promise<void> {
  const { recordsPerRequest, recordsPerSecond } = options;
  while (!stopping.signal.aborted) {
    const first = next;
    next += recordsPerRequest;
    await sleepUntil(startedMs + ((first - options.first) / recordsPerSecond) * 1000);
    if (stopping.signal.aborted) return;
    ledger.attempt(first, recordsPerRequest);
    const body = JSON.stringify(Array.from({ length: recordsPerRequest }, (_, i) => recordOf(first + i, lane)));
    let fate: Fate = 'not-taken';
    while (fate === 'not-taken' && !stopping.signal.aborted) {
      fate = await post(body);
      if (fate === 'not-taken') await sleepUntil(performance.now() + RETRY_MS);
    }
    if (fate === 'confirmed') ledger.confirm(first, recordsPerRequest);
  }
}

function recordOf(sequence: number, lane: number) {
  const { errorEvery, firstLane, runId } = options;
  const place = errorEvery === 0 ? -1 : sequence % errorEvery;
  return {
    service: `lane-${firstLane + lane}`,
    severity: place === 0 ? 'ERROR' : place === errorEvery >> 1 ? 'WARN' : 'INFO',
    timestamp: new Date().toISOString(),
    message: `record ${sequence} of run ${runId}`,
    runId,
    sequence,
  };
}

async function post(body: string): Promise<Fate> {
  try {
    const response = await fetch(`${options.url}/logs`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    const answer = await response.text();
    if (response.ok) return 'confirmed';
    if (/"source-(busy|unavailable)"/.test(answer)) return 'not-taken';
    if (!answer.includes('"confirm-timeout"')) process.stderr.write(`${response.status} ${answer}\n`);
    return 'unknown';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return code === 'ECONNREFUSED' ? 'not-taken' : 'unknown';
  }
}

async function sleepUntil(timeMs: number): Promise<void> {
  const waitMs = timeMs - performance.now();
  if (waitMs <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, waitMs);
  stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
