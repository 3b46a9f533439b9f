import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Positions in /proc/PID/stat, counted from the end of the program's name. */
const GROUP_FIELD = 2;
const START_TIME_FIELD = 19;

/**
 * A word that differs for every process that ever had this pid: its start time.
 *
 * @returns undefined if no such process lives; a zombie counts as dead
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxIdentity(pid);
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function linuxIdentity(pid: number): string | undefined {
  const fields = statFields(pid);
  return fields[0] === 'Z' ? undefined : fields[START_TIME_FIELD];
}

/** The process group of a process; undefined if the process is gone, or the system is not Linux. */
export function processGroup(pid: number): number | undefined {
  const group = statFields(pid)[GROUP_FIELD];
  return group === undefined ? undefined : Number(group);
}

function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Sends a signal; a process that is already gone is not an error. A negative pid means the whole process group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
