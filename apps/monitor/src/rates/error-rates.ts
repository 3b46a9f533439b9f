import { SEVERITY_BASE, type Severity, type WireRecord } from '@logwarren/contract';
import type { Alert, ErrorRateRule } from './alert.ts';
import { clockErrorOf } from './clock-error.ts';
import { ServiceState } from './service-state.ts';
import type { ZoneNews } from './zone-hint.ts';

/** Records of one service and severity in a message. */
export interface RecordStream {
  service: string;
  severity: Severity;
  records: readonly WireRecord[];
}

/** Result of counting records. */
export interface Observation {
  /** Records that were counted. */
  counted: number;
  /** Records that count by their severity, but happened before the window; see `ErrorRates.observe`. */
  stale: number;
  /** Records of a service without room: alerts that are firing take every place. */
  untracked: number;
  /** Set when the times of the service begin or cease to look as if they lacked a zone. */
  zone?: ZoneNews | undefined;
  /** The alert that they raised. */
  alert?: Alert | undefined;
}

/**
 * Applies the rule to every service that reports errors.
 *
 * Holds a limited number of services: the one that reported least recently makes room, but never one that is firing, so
 * that every alert clears. Does no input or output, and takes the time as an argument.
 */
export class ErrorRates {
  readonly #rule: ErrorRateRule;
  readonly #maxServices: number;
  /** Least recently seen first; a separate map holds the firing services. */
  readonly #quiet = new Map<string, ServiceState>();
  readonly #firing = new Map<string, ServiceState>();

  constructor(rule: ErrorRateRule, maxServices: number) {
    this.#rule = rule;
    this.#maxServices = maxServices;
  }

  /** Services with an alert that has not cleared. */
  get firing(): number {
    return this.#firing.size;
  }

  get tracked(): number {
    return this.#quiet.size + this.#firing.size;
  }

  /**
   * Counts records and returns whether they raise an alert. A record counts at its own time. When that lies before the
   * window and the service's clock is wrong (clock-error.ts), it counts at the moment of its receipt.
   *
   * @param receivedMs when they were received; undefined when unknown
   */
  observe({ service, severity, records }: RecordStream, nowMs: number, receivedMs?: number): Observation {
    const seen: Observation = { counted: 0, stale: 0, untracked: 0 };
    const windowStartMs = nowMs - this.#rule.windowMs;
    const errors = records.filter((each) => this.#isError(each, severity));
    const lateAtMs = this.#momentOfLate({ service, severity, records: errors }, nowMs, receivedMs);
    for (const record of errors) {
      // Before a service takes a place: an import of old logs must not push out the services of today.
      const atMs = record.timestamp > windowStartMs ? record.timestamp : lateAtMs;
      const isOld = atMs <= windowStartMs;
      const state = isOld ? undefined : this.#stateOf(service, nowMs);
      if (isOld) seen.stale += 1;
      else if (state === undefined) seen.untracked += 1;
      else if (state.add(record, severity, { atMs, nowMs })) seen.counted += 1;
      else seen.stale += 1;
    }
    if (receivedMs !== undefined) seen.zone = this.#known(service)?.zone.observe(errors, receivedMs);
    const state = seen.counted > 0 ? this.#stateOf(service, nowMs) : undefined;
    if (state !== undefined) seen.alert = this.#evaluate(state, nowMs);
    return seen;
  }

  /** Services whose times seem to lack a zone, and how old their errors are on arrival. */
  get zonesOff(): { service: string; offMs: number }[] {
    return [...this.#quiet.values(), ...this.#firing.values()].flatMap(({ service, zone: { offMs } }) => {
      return offMs === undefined ? [] : [{ service, offMs }];
    });
  }

  #known(service: string): ServiceState | undefined {
    return this.#firing.get(service) ?? this.#quiet.get(service);
  }

  #isError({ severityNumber }: WireRecord, severity: Severity): boolean {
    return (severityNumber ?? SEVERITY_BASE[severity]) >= this.#rule.minSeverityNumber;
  }

  /** Moment at which errors from before the window count; long ago when they do not count. */
  #momentOfLate({ records, service }: RecordStream, nowMs: number, receivedMs = Number.NEGATIVE_INFINITY): number {
    const { windowMs } = this.#rule;
    const startMs = nowMs - windowMs;
    if (receivedMs <= startMs || records.every(({ timestamp }) => timestamp > startMs)) return receivedMs;
    const error = clockErrorOf(records, receivedMs, windowMs);
    if (error === undefined) return Number.NEGATIVE_INFINITY;
    const clock = this.#stateOf(service, nowMs)?.clock;
    return clock?.isSteady(error, nowMs) === false ? Number.NEGATIVE_INFINITY : receivedMs;
  }

  /** Advances the time; call it every second, because an alert clears when nothing happens. */
  tick(nowMs: number): Alert[] {
    return [...this.#firing.values()].flatMap((state) => this.#evaluate(state, nowMs) ?? []);
  }

  #evaluate(state: ServiceState, nowMs: number): Alert | undefined {
    const alert = state.evaluate(nowMs);
    if (alert === undefined) return undefined;
    const [from, to] = state.firing ? [this.#quiet, this.#firing] : [this.#firing, this.#quiet];
    from.delete(state.service);
    to.set(state.service, state);
    return alert;
  }

  #stateOf(service: string, nowMs: number): ServiceState | undefined {
    const firing = this.#firing.get(service);
    if (firing !== undefined) return firing;
    const known = this.#quiet.get(service);
    if (known === undefined && this.tracked >= this.#maxServices) {
      const [leastRecent] = this.#quiet.keys();
      if (leastRecent === undefined) return undefined;
      this.#quiet.delete(leastRecent);
    }
    const state = known ?? new ServiceState(service, this.#rule, nowMs);
    this.#quiet.delete(service);
    this.#quiet.set(service, state);
    return state;
  }
}
