import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import manifest from '../package.json' with { type: 'json' };

/**
 * Gauges of prom-client whose names say that they are counters, which Prometheus' own check refuses. What they count is in
 * `nodejs_active_resources`, by kind.
 */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** The metrics of a service: those of its process, and which build it is. */
export function createServiceMetrics(name: string): Registry {
  const metrics = new Registry();
  metrics.setDefaultLabels({ app: name });
  collectDefaultMetrics({ register: metrics });
  for (const each of MISNAMED) metrics.removeSingleMetric(each);
  const build = new Gauge({
    name: 'logwarren_build_info',
    help: 'Always 1; the labels say which version of Logwarren runs on which Node.js.',
    labelNames: ['version', 'node'],
    registers: [metrics],
  });
  build.set({ version: manifest.version, node: process.versions.node }, 1);
  return metrics;
}

/**
 * A gauge without labels that is absent until it is set: prom-client begins with a 0 that nobody has counted.
 *
 * @param read asked at every scrape instead of being set; undefined while it is not known
 */
export function createUnknownGauge(
  registry: Registry,
  name: string,
  help: string,
  read?: () => number | undefined,
): Gauge {
  const gauge = new Gauge({
    ...{ name, help, registers: [registry] },
    collect: read && setOrRemove,
  });
  function setOrRemove(): void {
    const value = read?.();
    if (value === undefined) gauge.remove();
    else gauge.set(value);
  }
  gauge.remove();
  return gauge;
}
