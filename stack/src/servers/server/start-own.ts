import { endOf, type ManagedProcess, waitUntil } from '../../processes/managed-process.ts';
import { isListening, isPortFree } from '../../processes/ports.ts';
import type { Supervised } from '../../processes/supervise.ts';

/** Our own servers: programs that are started and watched here, and free ports for them and for containers. */

/** Longest time for a server to start. */
export const BOOT_LIMIT_MS = 120_000;
/** Longest time for a server to come back: after a crash it first repairs its data. */
export const RESTART_LIMIT_MS = 600_000;
/** Attempts with other ports: another program may take a port between the choice and the start. */
const MAX_PORT_CHOICES = 5;

/** A server that is a program of this machine. */
interface OwnServer {
  /** Name for people. */
  name: string;
  log: string;
  /** Starts it, on the same ports and data each time. */
  start: () => ManagedProcess;
  /** The port that clients connect to. */
  port: number;
  /** Checked when it listens on its port. */
  isReady: () => Promise<boolean>;
}

/**
 * Starts a server and waits until it is ready; disposing stops it. A restart by the supervisor first kills the rest of
 * the group: if only a server's script was killed, the server still has the ports and the data.
 *
 * @throws StackError when it ends or is not ready in time, with the end of its log
 */
export async function startOwn(
  { name, log, start, port, isReady }: OwnServer,
  signal: AbortSignal,
): Promise<AsyncDisposable & { supervised: Supervised }> {
  let child = start();
  // A program that took the port faster may be a server of the same kind, and must not be mistaken for ours.
  const isUp = async () => isListening(child.pid, port) && (await isReady());
  const wait = (limitMs: number, stopping: AbortSignal) => waitUntil(isUp, { child, limitMs, signal: stopping }, name);
  const stop = () => child[Symbol.asyncDispose]();
  try {
    await wait(BOOT_LIMIT_MS, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const supervised: Supervised = {
    name,
    log,
    ended: (stopping) => endOf(child, stopping),
    async start(stopping) {
      await stop();
      child = start();
      await wait(RESTART_LIMIT_MS, stopping);
    },
  };
  return { supervised, [Symbol.asyncDispose]: stop };
}

/**
 * Starts a program on chosen ports. If another program takes one of them in between, tries others.
 *
 * @param choose free ports, never the same twice
 * @param start must leave nothing behind when it fails
 */
export async function onFreePorts<P extends object, T>(
  choose: () => Promise<P>,
  start: (ports: P) => Promise<T>,
): Promise<T> {
  for (let choice = 1; ; choice++) {
    const ports = await choose();
    try {
      return await start(ports);
    } catch (error) {
      if (choice === MAX_PORT_CHOICES || !(await isAnyTaken(Object.values(ports)))) throw error;
    }
  }
}

async function isAnyTaken(ports: number[]): Promise<boolean> {
  for (const port of ports) if (!(await isPortFree(port))) return true;
  return false;
}
