import { compilePredicate, type Filter, type Predicate } from '@logwarren/query';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from '../bucket/index.ts';
import { headerCondition, isDecidedByHeader } from './header-condition.ts';
import { quickTest } from './quick-test.ts';

/** A filter and everything that a query derives from it. */
export interface CompiledFilter {
  readonly filter: Filter;
  /** See `isDecidedByHeader`. */
  readonly isDecided: boolean;
  /** Decides whether a record matches. */
  readonly matches: Predicate;
  /** See `quickTest`. */
  readonly mayMatch: (bytes: Buffer) => boolean;
  /** See `headerCondition`. */
  headersIn(partition: { termSizes: readonly number[] }): MongoFilter<HeaderDocument>;
}

/**
 * Compiles a filter once for each query, for all partitions and buckets. Each part is made when it is first needed: a
 * count by headers needs no predicate, and a page that fills early needs no condition for older partitions.
 */
export function compileFilter(filter: Filter): CompiledFilter {
  const conditions = new Map<string, MongoFilter<HeaderDocument>>();
  let matches: Predicate | undefined;
  let mayMatch: ((bytes: Buffer) => boolean) | undefined;
  return {
    filter,
    isDecided: isDecidedByHeader(filter),
    get matches() {
      matches ??= compilePredicate(filter);
      return matches;
    },
    get mayMatch() {
      mayMatch ??= quickTest(filter);
      return mayMatch;
    },
    headersIn({ termSizes }) {
      const sizes = termSizes.join();
      const condition = conditions.get(sizes) ?? headerCondition(filter, termSizes);
      conditions.set(sizes, condition);
      return condition;
    },
  };
}
