import { expect } from 'vitest';
import { metricOf, peakRssMiB } from '../../harness/apps/app-metrics.ts';
import type { App, AppName } from '../../harness/apps/start-app.ts';

/** Largest resident memory of a process with default settings, MiB; documented in docs/reliability.md. */
export const BOUNDS_MIB: Readonly<Record<AppName, number>> = {
  source: 250,
  collector: 250,
  monitor: 150,
  search: 350,
  retention: 250,
};

/** Largest memory of each service so far. */
export class PeakMemory {
  readonly #apps: readonly App[];
  readonly #peaks = new Map<AppName, number>();

  constructor(apps: readonly App[]) {
    this.#apps = apps;
  }

  /** Notes the size of the processes, and that they are the same as at the start. */
  async sample(): Promise<void> {
    for (const app of this.#apps) {
      expect(app.running, `${app.name} has ended`).toBe(true);
      const mib = (await metricOf(app, 'process_resident_memory_bytes')) / 2 ** 20;
      this.#peaks.set(app.name, Math.max(this.#peaks.get(app.name) ?? 0, mib, peakRssMiB(app.pid)));
    }
  }

  /** `source 180, collector 140` */
  get peaks(): string {
    return [...this.#peaks].map(([name, mib]) => `${name} ${Math.round(mib)}`).join(', ');
  }

  /** @param bounds of the services that were sampled, MiB */
  expectWithinBounds(bounds: Partial<Record<AppName, number>> = BOUNDS_MIB): void {
    for (const [name, mib] of this.#peaks) expect(mib, `MiB of ${name}`).toBeLessThan(bounds[name] ?? 0);
  }
}
