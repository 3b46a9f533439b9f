import { createUnknownGauge } from '@logwarren/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ErrorRates, Observation } from './error-rates.ts';
import type { NotificationResult } from './notifier.ts';

/** Services that get a time series of their own; further ones are counted together. */
const MAX_SERVICE_LABELS = 200;
const OTHER = 'other';

/** Metrics of the monitor. */
export interface MonitorMetrics {
  observed(service: string, observation: Observation): void;
  duplicate(): void;
  unreadable(count: number): void;
  /** Age of the message at hand, as its sender dated it, seconds. */
  lag(seconds: number): void;
  notified(result: NotificationResult): void;
}

/**
 * Registers the metrics of the monitor.
 *
 * @param rates asked for its state when somebody looks, and so is `backlog`
 */
export function createMonitorMetrics(
  registry: Registry,
  rates: Pick<ErrorRates, 'firing' | 'tracked' | 'zonesOff'>,
  backlog: () => number,
): MonitorMetrics {
  const registers = [registry];
  const errors = new Counter({
    name: 'logwarren_monitor_errors_total',
    help: `Errors counted by service; services beyond the first ${MAX_SERVICE_LABELS} as "${OTHER}".`,
    labelNames: ['service'],
    registers,
  });
  const ignored = new Counter({
    name: 'logwarren_monitor_ignored_total',
    help: 'What was not counted: stale, untracked and unreadable records, duplicate messages.',
    labelNames: ['reason'],
    registers,
  });
  const notifications = new Counter({
    name: 'logwarren_monitor_notifications_total',
    help: 'Notifications of the webhook by result.',
    labelNames: ['result'],
    registers,
  });
  const lag = createUnknownGauge(
    registry,
    'logwarren_monitor_lag_seconds',
    'Age of the latest message when it was read; absent before the first.',
  );
  gauge(
    registry,
    'logwarren_monitor_alerts_firing',
    'Services with an alert that has not cleared.',
    () => rates.firing,
  );
  gauge(registry, 'logwarren_monitor_services', 'Services that are watched.', () => rates.tracked);
  gauge(registry, 'logwarren_monitor_backlog', 'Messages received and not yet counted.', backlog);
  registerZones(registry, rates);
  for (const result of ['sent', 'failed', 'dropped']) notifications.inc({ result }, 0);
  const labelled = new Set<string>();
  const labelOf = (service: string) => {
    if (labelled.size < MAX_SERVICE_LABELS) labelled.add(service);
    return labelled.has(service) ? service : OTHER;
  };
  return {
    observed(service, { counted, stale, untracked }) {
      if (counted > 0) errors.inc({ service: labelOf(service) }, counted);
      if (stale > 0) ignored.inc({ reason: 'stale' }, stale);
      if (untracked > 0) ignored.inc({ reason: 'untracked' }, untracked);
    },
    duplicate: () => ignored.inc({ reason: 'duplicate' }),
    unreadable: (count) => ignored.inc({ reason: 'unreadable' }, count),
    lag: (seconds) => lag.set(seconds),
    notified: (result) => notifications.inc({ result }),
  };
}

/** Shows at most as many services as have time series of their own. */
function registerZones(registry: Registry, rates: Pick<ErrorRates, 'zonesOff'>): void {
  new Gauge({
    name: 'logwarren_monitor_zone_off_seconds',
    help: 'How old the errors of a service are on arrival (below 0: ahead) while its times seem to lack a zone; absent for all others.',
    labelNames: ['service'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { offMs, service } of rates.zonesOff.slice(0, MAX_SERVICE_LABELS)) this.set({ service }, offMs / 1000);
    },
  });
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
