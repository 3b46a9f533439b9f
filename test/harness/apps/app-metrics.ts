import { readFileSync } from 'node:fs';
import type { App } from './start-app.ts';

/** For what hangs: a service that is only slow must not count as 0. */
const ANSWER_LIMIT_MS = 60_000;

/** Sum of a metric over its labels, from `/metrics`; 0 when the service has ended. */
export async function metricOf(app: App, name: string): Promise<number> {
  if (!app.running) return 0;
  try {
    const response = await fetch(`${app.healthUrl}/metrics`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const values = (await response.text()).matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'gm'));
    return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
  } catch {
    return 0;
  }
}

/** Sum of a metric over services; one that does not answer counts as 0. */
export async function sumOf(apps: readonly App[], name: string): Promise<number> {
  const values = await Promise.all(apps.map((app) => metricOf(app, name)));
  return values.reduce((sum, value) => sum + value, 0);
}

/** Largest resident memory of a process in its life, as the kernel counts it; 0 where the kernel does not. */
export function peakRssMiB(pid: number): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kib ?? 0) / 1024);
  } catch {
    return 0;
  }
}
