import { readdirSync, readFileSync } from 'node:fs';

/** CPU time and memory of a process so far, from /proc. */
export interface ProcessUsage {
  pid: number;
  cpuSeconds: number;
  /** Largest resident set so far. */
  peakBytes: number;
}

/** Clock ticks per second; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Usage of a process and of the children that it has waited for. */
export function processUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces, so fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { pid, cpuSeconds: ticks / TICKS, peakBytes: Number(peak) * 1024 };
}

/** Ids of the processes with this program name, from /proc. */
export function pidsOf(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** A quantile of a sorted list: the smallest value that a share of the list does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Rounds for people, to three significant digits. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
