import { createLabelLimit, createMetrics, type MetricTable, OTHER_LABEL } from '@logwarren/common';
import type { Registry } from 'prom-client';
import type { NotificationResult } from './notify/notifier.ts';
import type { ErrorRates, Observation } from './rates/error-rates.ts';

/** Most services with a time series of their own; further ones are counted together. */
const MAX_SERVICE_LABELS = 200;

/** The metrics of the monitor. */
export const MONITOR_METRICS = {
  errors: {
    kind: 'counter',
    name: 'logwarren_monitor_errors_total',
    help: `Errors counted, by service; services after the first ${MAX_SERVICE_LABELS} as "${OTHER_LABEL}".`,
    labels: ['service'],
  },
  ignored: {
    kind: 'counter',
    name: 'logwarren_monitor_ignored_total',
    help: 'Records and messages not counted: stale, untracked and unreadable records, duplicate messages.',
    labels: ['reason'],
  },
  notifications: {
    kind: 'counter',
    name: 'logwarren_monitor_notifications_total',
    help: 'Webhook notifications by result.',
    labels: ['result'],
  },
  lag: {
    kind: 'gauge',
    name: 'logwarren_monitor_lag_seconds',
    help: 'Age of the latest message when it was read; absent until the first.',
    startsAbsent: true,
  },
  firing: {
    kind: 'gauge',
    name: 'logwarren_monitor_alerts_firing',
    help: 'Services with an alert that has not cleared.',
  },
  services: {
    kind: 'gauge',
    name: 'logwarren_monitor_services',
    help: 'Number of services that are watched.',
  },
  backlog: {
    kind: 'gauge',
    name: 'logwarren_monitor_backlog',
    help: 'Messages received but not yet counted.',
  },
  zoneOff: {
    kind: 'gauge',
    name: 'logwarren_monitor_zone_off_seconds',
    help: 'Age of the errors of a service on arrival (below 0: ahead) while its times seem to lack a zone; absent for all other services.',
    labels: ['service'],
  },
} as const satisfies MetricTable;

/** Counts the monitor's work. */
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
 * @param rates queried for its state at every scrape, like `backlog`
 */
export function createMonitorMetrics(
  registry: Registry,
  rates: Pick<ErrorRates, 'firing' | 'tracked' | 'zonesOff'>,
  backlog: () => number,
): MonitorMetrics {
  const metrics = createMetrics(registry, MONITOR_METRICS, {
    firing: () => rates.firing,
    services: () => rates.tracked,
    backlog,
    zoneOff: () => zonesOff(rates),
  });
  for (const result of ['sent', 'failed', 'dropped']) metrics.notifications.inc({ result }, 0);
  const labelOf = createLabelLimit(MAX_SERVICE_LABELS);
  return {
    observed(service, { counted, stale, untracked }) {
      if (counted > 0) metrics.errors.inc({ service: labelOf(service) }, counted);
      if (stale > 0) metrics.ignored.inc({ reason: 'stale' }, stale);
      if (untracked > 0) metrics.ignored.inc({ reason: 'untracked' }, untracked);
    },
    duplicate: () => metrics.ignored.inc({ reason: 'duplicate' }),
    unreadable: (count) => metrics.ignored.inc({ reason: 'unreadable' }, count),
    lag: (seconds) => metrics.lag.set(seconds),
    notified: (result) => metrics.notifications.inc({ result }),
  };
}

/** At most as many services as have time series of their own. */
function zonesOff(rates: Pick<ErrorRates, 'zonesOff'>) {
  const shown = rates.zonesOff.slice(0, MAX_SERVICE_LABELS);
  return shown.map(({ offMs, service }) => ({ labels: { service }, value: offMs / 1000 }));
}
