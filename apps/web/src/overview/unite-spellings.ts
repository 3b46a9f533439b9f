import type { OverviewJson, ServiceOverviewJson } from '@logwarren/api';
import { foldValue } from '@logwarren/query/own-conditions';
import { SEVERITIES } from '../api/severity-counts.ts';

/**
 * Makes one row of services whose names a condition does not distinguish (`checkout`, `Checkout`), so that a click
 * finds as many records as were counted. The first of them, which has the most trouble, gives the row its name.
 */
export function uniteSpellings(services: readonly ServiceOverviewJson[]): ServiceOverviewJson[] {
  const groups = Map.groupBy(services, ({ service }) => foldValue(service));
  return [...groups.values()].map(([first, ...others]) => others.reduce(sumOf, first as ServiceOverviewJson));
}

type Silent = NonNullable<OverviewJson['silent']>;

/**
 * Does the same for silent services: leaves out those that have records under another spelling, and keeps the spelling
 * that fell silent last.
 */
export function uniteSilent({ count, services }: Silent, heard: readonly ServiceOverviewJson[]): Silent {
  const known = new Set(heard.map(({ service }) => foldValue(service)));
  const united = services.filter(({ service }) => {
    const name = foldValue(service);
    return !known.has(name) && known.add(name);
  });
  return { count: count - (services.length - united.length), services: united };
}

function sumOf(one: ServiceOverviewJson, other: ServiceOverviewJson): ServiceOverviewJson {
  const bySeverity = { ...one.bySeverity };
  for (const severity of SEVERITIES)
    bySeverity[severity] = (one.bySeverity[severity] ?? 0) + (other.bySeverity[severity] ?? 0);
  const errors = [one.lastError, other.lastError].filter((record) => record !== null);
  return {
    ...one,
    total: one.total + other.total,
    bySeverity,
    records: addEach(one.records, other.records),
    errors: addEach(one.errors, other.errors),
    lastError: errors.sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp))[0] ?? null,
  };
}

function addEach(one: readonly number[], other: readonly number[]): number[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, i) => (one[i] ?? 0) + (other[i] ?? 0));
}
