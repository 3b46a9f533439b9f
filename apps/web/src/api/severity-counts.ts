import type { SeverityCountsJson } from '@logwarren/api';
import type { Severity } from '@logwarren/contract/severity';

/** Severities, worst first: the order of every list and stack on the page. */
export const SEVERITIES = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const satisfies readonly Severity[];

/** The number of all records in counts by severity. */
export function totalOf(counts: SeverityCountsJson): number {
  return SEVERITIES.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
}

/** Errors and worse. */
export function errorsOf(counts: SeverityCountsJson): number {
  return (counts.FATAL ?? 0) + (counts.ERROR ?? 0);
}

/** The numbers of records of each severity, in bins: one row for each severity, worst first. */
export function severityValues(bins: readonly SeverityCountsJson[]): number[][] {
  return SEVERITIES.map((severity) => bins.map((counts) => counts[severity] ?? 0));
}
