import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/**
 * Ends a process even when it hangs.
 *
 * `process.exit` waits for the threads that work on files and look up names, and one of them may wait for ever: for a network
 * share that does not answer, for a pipe that nobody writes to, for DNS. SIGKILL waits for nothing.
 */

/** Requests that run in a thread, as Node names them. */
const THREAD_WORK = /^(?:FSReq|GetAddrInfo|GetNameInfo)/;
/** A healthy thread is done sooner. */
const THREADS_MS = 500;
const POLL_MS = 10;
/** Time that the process has for ending by itself before a blocked one is killed. */
const GRACE_MS = 1_000;
/** The first process of a container: the default action of a signal does not end it, nor does one that it sends to itself. */
export const INIT_PID = 1;

/**
 * Ends the process with an exit code, or by a signal when a thread hangs: SIGTERM instead of 0, SIGKILL instead of
 * others, because supervisors take SIGTERM for an orderly end.
 *
 * @param exitCode after several calls, the first code other than 0 counts
 */
export async function endProcess(exitCode: number): Promise<never> {
  process.exitCode ||= exitCode;
  const deadline = performance.now() + THREADS_MS;
  // A busy service always has such requests. If the current ones end, so will later ones.
  const pending = new Set(threadRequests());
  const isPending = () => threadRequests().some((request) => pending.has(request));
  while (isPending() && performance.now() < deadline) await sleep(POLL_MS);
  if (!isPending()) process.exit();
  if (process.pid === INIT_PID) process.abort();
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, process.exitCode === 0 ? 'SIGTERM' : 'SIGKILL');
  return process.exit();
}

/** The requests themselves; `process.getActiveResourcesInfo` has only their names. */
function threadRequests(): object[] {
  const { _getActiveRequests: requests } = process as unknown as { _getActiveRequests: () => object[] };
  return requests().filter((request) => THREAD_WORK.test(request.constructor.name));
}

/** Kills the process after a time, even if its main thread never returns to the event loop. */
export function killAfter(limitMs: number): void {
  const script = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${limitMs + GRACE_MS})`;
  const worker = new Worker(script, { eval: true, stdin: false });
  // Without memory for a thread, an orderly end without a limit is better than a disorderly one.
  worker.on('error', () => {});
  worker.unref();
}
