import type { SeverityCountsJson } from '@logwarren/api';
import { SEVERITIES } from '../api/severity-counts.ts';
import type { Series } from './bar-chart.ts';

/** The numbers of records of each severity, in bins: a row for each severity, the worst first. */
export function severityValues(bins: readonly SeverityCountsJson[]): number[][] {
  return SEVERITIES.map((severity) => bins.map((counts) => counts[severity] ?? 0));
}

/** Records by severity as series of a chart, the worst at the bottom. @param colourOf reads a variable of the style sheet */
export function severitySeries(bins: readonly SeverityCountsJson[], colourOf: (variable: string) => string): Series[] {
  const rows = severityValues(bins);
  return SEVERITIES.map((severity, index) => ({
    name: severity,
    colour: colourOf(`--${severity.toLowerCase()}-bar`),
    values: rows[index] ?? [],
  }));
}
