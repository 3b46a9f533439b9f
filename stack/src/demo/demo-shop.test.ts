import { recordFromJson } from '@logwarren/contract';
import { describe, expect, it } from 'vitest';
import { createDemoShop, DEMO_SERVICES, incidentAt } from './demo-shop.ts';

const OPENED = Date.parse('2026-11-21T08:00:00Z');
const secondsOf = (from: number, to: number) =>
  Array.from({ length: (to - from) * 5 }, (_, i) => from * 1000 + i * 200);

function records(seed: number, from: number, to: number) {
  const shop = createDemoShop(seed, OPENED);
  return secondsOf(from, to).flatMap((elapsed) => shop.visit(OPENED + elapsed));
}

describe('the demo shop', () => {
  it('makes the same records from the same seed and others from another', () => {
    expect(records(1, 0, 60)).toEqual(records(1, 0, 60));
    expect(records(1, 0, 60)).not.toEqual(records(2, 0, 60));
  });

  it('makes records that the source takes, marked as demo, of all six services', () => {
    const made = records(7, 0, 120);
    for (const record of made) {
      const result = recordFromJson(record, { observedAt: OPENED });
      expect(result).toMatchObject({
        record: { service: record.service, severity: record.severity, attributes: { demo: true } },
      });
    }
    expect(new Set(made.map((record) => record.service))).toEqual(new Set(DEMO_SERVICES));
  });

  it('has far more errors during an incident than before', () => {
    const errors = (from: number, to: number) =>
      records(7, from, to).filter(({ severity }) => severity === 'ERROR').length;
    expect(errors(60, 105)).toBeGreaterThan(20);
    expect(errors(0, 45)).toBeLessThan(10);
  });

  it('has another incident in each of three cycles', () => {
    const incidents = [70_000, 370_000, 670_000].map(incidentAt);
    expect(new Set(incidents).size).toBe(3);
    expect(incidentAt(10_000)).toBeUndefined();
    expect(incidentAt(200_000)).toBeUndefined();
  });
});
