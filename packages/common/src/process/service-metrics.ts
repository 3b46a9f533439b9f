import { collectDefaultMetrics, Registry } from 'prom-client';
import manifest from '../../package.json' with { type: 'json' };
import { createMetrics, type MetricTable } from '../log/metric-table.ts';

/**
 * Gauges of prom-client whose names say that they are counters, which Prometheus' own check refuses.
 * `nodejs_active_resources` has the same counts, by kind.
 */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** The metrics that every service has beside those of its process. */
export const SERVICE_METRICS = {
  build: {
    kind: 'gauge',
    name: 'logwarren_build_info',
    help: 'Always 1; the labels show the versions of Logwarren and Node.js.',
    labels: ['version', 'node'],
  },
} as const satisfies MetricTable;

/** The metrics of a service: those of its process, and which build it is. */
export function createServiceMetrics(name: string): Registry {
  const metrics = new Registry();
  metrics.setDefaultLabels({ app: name });
  collectDefaultMetrics({ register: metrics });
  for (const each of MISNAMED) metrics.removeSingleMetric(each);
  const { build } = createMetrics(metrics, SERVICE_METRICS);
  build.set({ version: manifest.version, node: process.versions.node }, 1);
  return metrics;
}
