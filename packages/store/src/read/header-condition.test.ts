import { SEVERITIES, SEVERITY_BASE, type Severity, severityRange } from '@logwarren/contract';
import { and, compilePredicate, type Filter, not, or } from '@logwarren/query';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passes } from '../terms/passes-condition.ts';
import { headerCondition, isDecidedByHeader } from './header-condition.ts';

const services = fc.constantFrom('shop', 'search', 'mail');
const severities = fc.constantFrom(...SEVERITIES);
const moments = fc.integer({ min: 0, max: 10 });

const leaves: fc.Arbitrary<Filter> = fc.oneof(
  fc.constant<Filter>({ kind: 'all' }),
  services.map((service): Filter => ({ kind: 'service', service })),
  severities.map((severity): Filter => ({ kind: 'severity', ...severityRange(severity) })),
  fc.integer({ min: 1, max: 24 }).map((min): Filter => ({ kind: 'severity', min, max: 24 })),
  fc.tuple(moments, moments).map(([a, b]): Filter => ({ kind: 'time', min: Math.min(a, b), max: Math.max(a, b) })),
);
const { filter: filters } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(and),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((all) => or(all as [Filter, ...Filter[]])),
    tie('filter').map(not),
  ),
}));

/**
 * Records of one bucket: all have one service and severity, and the severity number may be up to three above its base.
 */
interface Bucket {
  service: string;
  severity: Severity;
  above: number;
  times: number[];
}

const buckets: fc.Arbitrary<Bucket> = fc.record({
  service: services,
  severity: severities,
  above: fc.integer({ min: 0, max: 3 }),
  times: fc.array(moments, { minLength: 1, maxLength: 4 }),
});

function headerOf({ service, severity, times }: Bucket) {
  const [from, to] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
  return { service, severityNumber: SEVERITY_BASE[severity], from, to };
}

function recordsOf({ service, severity, above, times }: Bucket) {
  const severityNumber = SEVERITY_BASE[severity] + above;
  return times.map((timestamp) => ({ timestamp, observedAt: 0, service, severity, severityNumber, message: 'm' }));
}

describe('of any filter on service, severity and time', () => {
  test('no bucket with a match is excluded', () => {
    fc.assert(
      fc.property(filters, buckets, (filter, bucket) => {
        const matches = compilePredicate(filter);
        if (!recordsOf(bucket).some(matches)) return;
        expect(passes(headerCondition(filter, []), headerOf(bucket))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('where headers decide, the condition is true exactly when every record matches', () => {
    fc.assert(
      fc.property(filters.filter(isDecidedByHeader), buckets, (filter, bucket) => {
        const answers = new Set(recordsOf(bucket).map(compilePredicate(filter)));
        expect([...answers]).toEqual([passes(headerCondition(filter, []), headerOf(bucket))]);
      }),
      { numRuns: 500 },
    );
  });
});

test('a part of a severity is not decided by a header, which has only its base', () => {
  expect(isDecidedByHeader({ kind: 'severity', min: 9, max: 24 })).toBe(true);
  expect(isDecidedByHeader({ kind: 'severity', min: 10, max: 24 })).toBe(false);
});

test('a range of time that has no moment, or whose end is unknown, is met by no header', () => {
  const header = { service: 'shop', severityNumber: 9, from: new Date(0), to: new Date(10) };
  expect(passes(headerCondition({ kind: 'time', min: 5, max: 4 }, []), header)).toBe(false);
  expect(passes(headerCondition({ kind: 'time', min: Number.NaN, max: 4 }, []), header)).toBe(false);
});

test('thousands of services are one condition, not a branch for each', () => {
  const named = Array.from({ length: 3_000 }, (_, i): Filter => ({ kind: 'service', service: `s${i}` }));
  const condition = headerCondition(or(named as [Filter, ...Filter[]]), []);
  expect(JSON.stringify(condition).match(/severityNumber/g)).toHaveLength(1);
});
