import { SEVERITIES, SEVERITY_BASE, severityRange } from '@logwarren/contract';
import type { Filter } from '@logwarren/query';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from '../bucket/index.ts';
import { termsCondition } from '../terms/index.ts';
import { overlappingUpTo } from './range.ts';

/**
 * Condition on headers of buckets that may hold a match; it never excludes a bucket that does.
 *
 * @param termSizes sizes of terms filters in the partition
 */
export function headerCondition(filter: Filter, termSizes: readonly number[]): MongoFilter<HeaderDocument> {
  const terms = termsCondition(filter, termSizes);
  const conditions = [streamCondition(filter), terms, mixedCondition(filter, termSizes)].filter(saysSomething);
  return conditions.length === 0 ? {} : { $and: conditions };
}

function saysSomething(condition: MongoFilter<HeaderDocument>): boolean {
  return Object.keys(condition).length > 0;
}

/** In `level:error OR needle`, neither the stream nor the terms alone rule anything out, but each branch does. */
function mixedCondition(filter: Filter, termSizes: readonly number[]): MongoFilter<HeaderDocument> {
  if (filter.kind === 'and') {
    const parts = filter.filters.map((each) => mixedCondition(each, termSizes)).filter(saysSomething);
    return parts.length === 0 ? {} : { $and: parts };
  }
  if (filter.kind !== 'or' || saysSomething(streamCondition(filter))) return {};
  if (saysSomething(termsCondition(filter, termSizes))) return {};
  const branches = filter.filters.map((each) => headerCondition(each, termSizes));
  return branches.every(saysSomething) ? { $or: branches } : {};
}

const ALL_BASES = SEVERITIES.map((severity) => SEVERITY_BASE[severity]);

/** Matches no header. */
const NO_HEADER: MongoFilter<HeaderDocument> = { $nor: [{}] };

/** Conditions of the filter on service, severity and time: a header answers them for all its records. */
function streamCondition(filter: Filter): MongoFilter<HeaderDocument> {
  switch (filter.kind) {
    case 'service':
      // With every severity named, the index `stream` returns the buckets of a service in order of time.
      return { service: { $eq: filter.service }, severityNumber: { $in: ALL_BASES } };
    case 'severity': {
      const bases = severityBases(filter);
      return bases.length === 0 ? NO_HEADER : { severityNumber: { $in: bases } };
    }
    case 'time':
      return filter.min <= filter.max ? overlappingUpTo(filter.min, filter.max) : NO_HEADER;
    case 'and': {
      const parts = filter.filters.map(streamCondition).filter(saysSomething);
      return parts.length === 0 ? {} : { $and: parts };
    }
    case 'or': {
      const services = filter.filters.flatMap((each) => (each.kind === 'service' ? [each.service] : []));
      // One condition instead of a branch for each: a pattern may stand for thousands of names.
      const named = services.length === 0 ? [] : [{ service: { $in: services }, severityNumber: { $in: ALL_BASES } }];
      const parts = [...named, ...filter.filters.filter(({ kind }) => kind !== 'service').map(streamCondition)];
      if (parts.length === 0) return NO_HEADER;
      if (parts.length === 1) return parts[0] as MongoFilter<HeaderDocument>;
      return !parts.every(saysSomething) ? {} : { $or: parts };
    }
    // A condition that headers decide can be negated; for other conditions, a header only shows that a match is
    // possible.
    case 'not':
      return isDecidedByHeader(filter.filter) ? { $nor: [streamCondition(filter.filter)] } : {};
    default:
      return {};
  }
}

function severityBases({ min, max }: { min: number; max: number }): number[] {
  return ALL_BASES.filter((base) => base <= max && base + 3 >= min);
}

/** True if a header alone shows that all of its records match, or that none does: counting need not open the bucket. */
export function isDecidedByHeader(filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
    case 'service':
      return true;
    case 'severity':
      return SEVERITIES.every((severity) => {
        const range = severityRange(severity);
        return (filter.min <= range.min && range.max <= filter.max) || range.max < filter.min || filter.max < range.min;
      });
    case 'and':
    case 'or':
      return filter.filters.every(isDecidedByHeader);
    case 'not':
      return isDecidedByHeader(filter.filter);
    default:
      return false;
  }
}
