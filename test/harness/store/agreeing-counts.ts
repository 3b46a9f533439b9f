import { type NormalisedRecord, SEVERITIES, SEVERITY_BASE } from '@logwarren/contract';
import { ALL, and, type Filter, not, patternTest, severityFilter } from '@logwarren/query';
import {
  countLogs,
  facets,
  findLogs,
  histogram,
  listFields,
  newestMoment,
  patterns,
  type Store,
} from '@logwarren/store';
import fc from 'fast-check';
import { expect } from 'vitest';

/** All numbers of one selection agree, however they are counted: used with few and many records. */

const START = Date.parse('2026-11-20T00:00:00Z');
const SPAN_MS = 6 * 3_600_000;
const SERVICES = ['storefront', 'checkout', 'payment', 'cart', 'mail'];
const WORDS = ['listed', 'bought', 'declined', 'shipped', 'timeout'];

/** The record with a number: spread over time, services and severities without a pattern, the same in every run. */
export function numberedRecord(index: number): NormalisedRecord {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const timestamp = START + (mixed % SPAN_MS);
  const severity = SEVERITIES[mixed % 29 === 0 ? 4 : mixed % 7 === 0 ? 3 : 2] ?? 'INFO';
  return {
    timestamp,
    observedAt: timestamp,
    service: SERVICES[Math.floor(Math.sqrt(mixed % 25))] ?? 'mail',
    severity,
    severityNumber: SEVERITY_BASE[severity],
    message: `${WORDS[mixed % 5]} ${index} items`,
    attributes: { zone: `zone-${mixed % 9}`, ...(mixed % 3 === 0 ? { retry: mixed % 2 === 0 } : {}) },
  };
}

const part: fc.Arbitrary<Filter> = fc.oneof(
  fc.constantFrom(...SERVICES).map((service): Filter => ({ kind: 'service', service })),
  fc.constantFrom('INFO' as const, 'WARN' as const, 'ERROR' as const).map(severityFilter),
  fc.constantFrom(...WORDS).map((phrase): Filter => ({ kind: 'phrase', phrase })),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.constant(ALL),
  part,
  part.map(not),
  fc.tuple(part, part).map((filters) => and(filters)),
  fc.tuple(part, part).map((filters): Filter => ({ kind: 'or', filters })),
);
const moment = fc.integer({ min: START - 600_000, max: START + SPAN_MS + 600_000 });

/** A selection: a filter and a range, both at random. */
export const selection = fc.record({ filter, a: moment, b: moment }).map(({ filter: asked, a, b }) => ({
  filter: asked,
  fromMs: Math.min(a, b),
  toMs: Math.max(a, b) + 1,
}));
type TestSelection = typeof selection extends fc.Arbitrary<infer Value> ? Value : never;

/** The selection of all numbered records. */
export const EVERYTHING: TestSelection = { filter: ALL, fromMs: START, toMs: START + SPAN_MS };

/** Generous, so that all records are counted without sampling, whatever else the machine does. */
const BUDGET_MS = 600_000;
/** Records of a selection that are listed, and compared one by one. */
const MAX_LISTED = 20_000;

/**
 * Asks for everything as of one moment, and compares the answers.
 *
 * @param disturb called between the questions: stores and merges
 * @returns number of records
 */
export async function expectAgreement(
  store: Store,
  asked: TestSelection,
  disturb: () => Promise<void>,
): Promise<number> {
  const query = { ...asked, asOf: await newestMoment(store), budgetMs: BUDGET_MS };
  const { counts } = await countLogs(store, query);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  await disturb();
  const { bins } = await histogram(store, { ...query, nowMs: asked.toMs, bins: 60 });
  expect(sumOf(bins.flatMap((bin) => Object.values(bin.counts)))).toBe(total);
  await disturb();
  const fields = ['service', 'severity', 'zone', 'retry'];
  const found = await facets(store, { ...query, fields, limit: 100, exact: false });
  for (const [index, of] of (['service', 'severity'] as const).entries()) {
    const values = new Map<string, number>();
    for (const stream of counts) values.set(stream[of], (values.get(stream[of]) ?? 0) + stream.count);
    expect(new Map(found.facets[index]?.values.map(({ value, count }) => [value, count]))).toEqual(values);
  }
  expect(sumOf(found.facets[2]?.values.map(({ count }) => count) ?? [])).toBe(total);
  await disturb();
  const named = await listFields(store, { ...query, exact: false });
  expect(named.records).toEqual({ count: total, error: 0 });
  const retries = named.fields.find(({ name }) => name === 'retry')?.count ?? 0;
  expect(sumOf(found.facets[3]?.values.map(({ count }) => count) ?? [])).toBe(retries);
  const grouped = await patterns(store, { ...query, nowMs: asked.toMs, limit: 100, exact: false });
  expect(sumOf(grouped.patterns.map(({ count }) => count)) + grouped.others.count).toBe(total);
  for (const { trend, count, counts: of } of grouped.patterns) {
    expect(sumOf(trend)).toBe(count);
    expect(sumOf(Object.values(of))).toBe(count);
  }
  if (total <= MAX_LISTED) await expectListed(store, query, total, grouped.patterns, disturb);
  return total;
}

async function expectListed(
  store: Store,
  query: TestSelection & { asOf: string; budgetMs: number },
  total: number,
  grouped: readonly { pattern: string; count: number }[],
  disturb: () => Promise<void>,
): Promise<void> {
  const seen = new Map<string, number>();
  const tests = grouped.map(({ pattern }) => [pattern, patternTest(pattern)] as const);
  const ids = new Set<string>();
  const asked = { ...query, limit: Math.max(1, Math.ceil(total / 3)), order: 'desc' as const };
  for (let page = await findLogs(store, asked); ; page = await findLogs(store, { ...asked, cursor: page.next })) {
    for (const { id, message } of page.records) {
      ids.add(id);
      for (const [pattern, hasPattern] of tests) {
        if (hasPattern(message)) seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
      }
    }
    if (page.next === null) break;
    await disturb();
  }
  expect(ids.size).toBe(total);
  expect(seen).toEqual(new Map(grouped.map(({ pattern, count }) => [pattern, count])));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
