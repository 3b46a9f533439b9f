import type { Severity, WireRecord } from '@logwarren/contract';
import { type Alert, type ErrorRateRule, MAX_SAMPLES, type Sample, sampleOf } from './alert.ts';
import { ServiceClock } from './clock-error.ts';
import { SlidingCount } from './sliding-count.ts';
import { ZoneHint } from './zone-hint.ts';

/**
 * One service under the rule.
 *
 *     quiet  --count reaches the threshold-->                     firing   (told once)
 *     firing --count below it for `clearAfterMs` without a break--> quiet  (told once)
 */
export class ServiceState {
  readonly service: string;
  readonly clock: ServiceClock;
  readonly zone = new ZoneHint();
  readonly #rule: ErrorRateRule;
  readonly #threshold: number;
  readonly #count: SlidingCount;
  #samples: Sample[] = [];
  #firingSinceMs: number | undefined;
  #belowSinceMs: number | undefined;

  constructor(service: string, rule: ErrorRateRule, nowMs: number) {
    this.service = service;
    this.#rule = rule;
    this.clock = new ServiceClock(rule.windowMs);
    this.#threshold = rule.thresholdOf(service);
    this.#count = new SlidingCount(rule.windowMs, nowMs);
  }

  get firing(): boolean {
    return this.#firingSinceMs !== undefined;
  }

  /**
   * Counts one record at the given moment.
   *
   * @returns false when it is too old to count
   */
  add(record: WireRecord, severity: Severity, { atMs, nowMs }: { atMs: number; nowMs: number }): boolean {
    if (!this.#count.add(atMs, nowMs)) return false;
    if (this.#samples.length === MAX_SAMPLES) this.#samples.shift();
    this.#samples.push(sampleOf(record, severity));
    return true;
  }

  /** Compares the count with the threshold; returns news only when the alert is raised or clears. */
  evaluate(nowMs: number): Alert | undefined {
    const count = this.#count.total(nowMs);
    if (count >= this.#threshold) {
      this.#belowSinceMs = undefined;
      if (this.#firingSinceMs !== undefined) return undefined;
      this.#firingSinceMs = nowMs;
      return this.#news('firing', count, nowMs);
    }
    if (this.#firingSinceMs === undefined) return undefined;
    // A clock that was set back must not keep the alert up until it reaches its old time again.
    this.#belowSinceMs = Math.min(this.#belowSinceMs ?? nowMs, nowMs);
    if (nowMs - this.#belowSinceMs < this.#rule.clearAfterMs) return undefined;
    const news = this.#news('resolved', count, this.#firingSinceMs, nowMs);
    this.#firingSinceMs = undefined;
    this.#belowSinceMs = undefined;
    return news;
  }

  #news(status: Alert['status'], count: number, startsAtMs: number, endsAtMs?: number): Alert {
    return {
      status,
      service: this.service,
      count,
      threshold: this.#threshold,
      windowMs: this.#rule.windowMs,
      startsAtMs,
      ...(endsAtMs === undefined ? {} : { endsAtMs }),
      ...(this.zone.offMs === undefined ? {} : { zoneOffMs: this.zone.offMs }),
      samples: [...this.#samples],
    };
  }
}
