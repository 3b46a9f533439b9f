import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/**
 * Ends a process even when it hangs.
 *
 * `process.exit` waits for the threads that work on files and look up names, and one of them may wait for ever: for a network
 * share that does not answer, for a pipe that nobody writes to, for DNS. A signal's default action waits for nothing.
 */

/** Requests that run in a thread, as Node names them. */
const THREAD_WORK = /^(?:FSReq|GetAddrInfo|GetNameInfo)/;
/** A healthy thread is done sooner. */
const THREADS_MS = 500;
const POLL_MS = 10;
/** Time that the process has for ending by itself before a blocked one is killed. */
const GRACE_MS = 1_000;
/** The first process of a container: the kernel keeps signals from it that it sends to itself. */
const INIT_PID = 1;

/** Ends the process; with this exit code, or by SIGTERM when a thread hangs. */
export async function endProcess(exitCode: number): Promise<never> {
  const deadline = performance.now() + THREADS_MS;
  while (hasThreadWork() && performance.now() < deadline) await sleep(POLL_MS);
  return endNow(exitCode);
}

/** The same without giving busy threads any time. */
export function endNow(exitCode: number): never {
  if (!hasThreadWork()) process.exit(exitCode);
  if (process.pid === INIT_PID) process.abort();
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
  return process.exit(exitCode);
}

function hasThreadWork(): boolean {
  return process.getActiveResourcesInfo().some((name) => THREAD_WORK.test(name));
}

/** Kills the process after a time, also when its main thread never comes back from what it does. */
export function killAfter(limitMs: number): void {
  const script = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${limitMs + GRACE_MS})`;
  new Worker(script, { eval: true, stdin: false }).unref();
}
