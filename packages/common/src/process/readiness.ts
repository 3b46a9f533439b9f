import type { Logger } from '../log/logger.ts';

/** Answer of `/readyz` for one dependency. */
interface DependencyState {
  ready: boolean;
  /** Why it is not ready, or what it is connected to. */
  detail: string;
  /** When this state began, ms since the epoch. */
  since: number;
}

/**
 * Dependencies of a service, as their users last saw them: asking for their state puts no load on them. A change of state
 * is one log line; repeating a state is silent.
 */
export class Readiness {
  readonly #states = new Map<string, DependencyState>();
  readonly #standIns = new Map<string, string>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Announces a dependency, not ready yet; call it before the first attempt to reach it. */
  expect(dependency: string): void {
    if (!this.#states.has(dependency)) {
      this.#states.set(dependency, { ready: false, detail: 'not connected yet', since: Date.now() });
    }
  }

  /** Says how a dependency is now. */
  report(dependency: string, ready: boolean, detail: string): void {
    const before = this.#states.get(dependency);
    if (before?.ready === ready && (ready || before.detail !== 'not connected yet')) return;
    this.#states.set(dependency, { ready, detail, since: Date.now() });
    if (ready) this.#log.info({ dependency, detail }, 'Dependency is ready.');
    else this.#log.warn({ dependency, detail }, 'Dependency is not ready; the service goes on when it is back.');
  }

  /** From now on the service can work without `dependency` as long as `standIn` is ready. */
  standIn(dependency: string, standIn: string): void {
    this.#standIns.set(dependency, standIn);
  }

  get ready(): boolean {
    return [...this.#states].every(([dependency, { ready }]) => ready || this.#hasStandIn(dependency));
  }

  #hasStandIn(dependency: string): boolean {
    const standIn = this.#standIns.get(dependency);
    return standIn !== undefined && this.#states.get(standIn)?.ready === true;
  }

  /** A copy of all states by dependency. */
  get states(): Record<string, DependencyState> {
    return Object.fromEntries(this.#states);
  }
}
