import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeOwnDirectory } from '../home/make-private.ts';
import { processIdentity, signalProcess } from './process-identity.ts';

/**
 * Processes and containers that the stack has started, one small file each, so that they can be stopped after the stack
 * was killed. The guardian does so at once; otherwise the next start does. A pid may belong to another process by then,
 * so each file also holds the start time.
 */

/** A process of ours, which leads its own process group, or a container of ours. */
type RunEntry = { name: string; pid: number; identity: string } | { name: string; container: string };

const STOP_LIMIT_MS = 10_000;
const POLL_MS = 50;
const execFileAsync = promisify(execFile);

/** Notes that something was started. */
export function addRunEntry(runDir: string, entry: RunEntry): void {
  makeOwnDirectory(runDir);
  writeFileSync(join(runDir, `${entry.name}.json`), JSON.stringify(entry), { mode: 0o600 });
}

/** Notes that a process was started. */
export function addProcessEntry(runDir: string, name: string, pid: number): void {
  addRunEntry(runDir, { name, pid, identity: processIdentity(pid) ?? 'gone' });
}

/** Deletes an entry; a missing one is not an error. */
export function removeRunEntry(runDir: string, name: string): void {
  rmSync(join(runDir, `${name}.json`), { force: true });
}

/** Entries in the order of their names. An unreadable file is an entry that was never completed. */
function readRunEntries(runDir: string): RunEntry[] {
  const files = listFiles(runDir).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(join(runDir, file), 'utf8')) as RunEntry];
    } catch {
      return [];
    }
  });
}

/** True if exactly this process still lives. */
export function isAlive(entry: { pid: number; identity: string }): boolean {
  return processIdentity(entry.pid) === entry.identity;
}

/**
 * Stops everything that the run directory names, services before servers, and deletes the entries.
 *
 * @returns the names of those that were still running
 */
export async function stopLeftovers(runDir: string): Promise<string[]> {
  const stopped: string[] = [];
  const entries = readRunEntries(runDir);
  const isServer = (entry: RunEntry) => SERVER_NAMES.has(entry.name);
  for (const group of [entries.filter((entry) => !isServer(entry)), entries.filter(isServer)]) {
    await Promise.all(
      group.map(async (entry) => {
        if (await stopEntry(entry)) stopped.push(entry.name);
        removeRunEntry(runDir, entry.name);
      }),
    );
  }
  return stopped.sort();
}

/** Servers stop after the services that use them. */
const SERVER_NAMES: ReadonlySet<string> = new Set(['rabbitmq', 'epmd', 'mongod']);

async function stopEntry(entry: RunEntry): Promise<boolean> {
  if ('container' in entry) return stopContainer(entry.container);
  if (!isAlive(entry)) return false;
  await stopProcess(entry);
  return true;
}

/**
 * Sends SIGTERM, then SIGKILL to the whole group when the time is up; in the end nothing of the group is left.
 *
 * @param limitMs time that the process has to stop by itself
 */
export async function stopProcess(entry: { pid: number; identity: string }, limitMs = STOP_LIMIT_MS): Promise<void> {
  if (isAlive(entry)) signalProcess(entry.pid, 'SIGTERM');
  const deadline = performance.now() + limitMs;
  while (isAlive(entry) && performance.now() < deadline) await sleep(POLL_MS);
  signalProcess(-entry.pid, 'SIGKILL');
  while (isAlive(entry)) await sleep(POLL_MS);
}

async function stopContainer(container: string): Promise<boolean> {
  try {
    await execFileAsync('docker', ['rm', '--force', '--volumes', container], { timeout: 60_000 });
    return true;
  } catch {
    return false; // it is gone, or Docker is; the next `docker run` reports it if it matters
  }
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
