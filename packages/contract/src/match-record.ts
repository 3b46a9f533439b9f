import type { Filter } from './filter.ts';
import type { NormalisedRecord } from './log-record.ts';
import { containsPhrase, foldCase } from './words.ts';

/** True when a record is what the filter searches for. */
export type Predicate = (record: NormalisedRecord) => boolean;

/** Compiles a filter to a function; the reference that the other two compilers must agree with. */
export function compilePredicate(filter: Filter): Predicate {
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const predicates = filter.filters.map(compilePredicate);
      return (record) => predicates.every((matches) => matches(record));
    }
    case 'or': {
      const predicates = filter.filters.map(compilePredicate);
      return (record) => predicates.some((matches) => matches(record));
    }
    case 'severity':
      return (record) => record.severityNumber >= filter.min && record.severityNumber <= filter.max;
    case 'service':
      return (record) => record.service === filter.service;
    case 'trace':
      return (record) => record.traceId === filter.traceId;
    case 'phrase':
      return phrasePredicate(foldCase(filter.phrase));
  }
}

function phrasePredicate(phrase: string): Predicate {
  return (record) => {
    if (containsPhrase(foldCase(record.message), phrase)) return true;
    for (const name in record.attributes) {
      const value = record.attributes[name];
      if (value !== null && value !== undefined && containsPhrase(foldCase(String(value)), phrase)) return true;
    }
    return false;
  };
}
