import { describe, expect, test } from 'vitest';
import type { NormalisedRecord } from './log-record.ts';
import { recordFromJson } from './record-from-json.ts';

/** Objects as the usual loggers write them. */

const OBSERVED = 1_795_262_405_140;
const context = { observedAt: OBSERVED };

function read(value: unknown, service?: string): NormalisedRecord {
  const result = recordFromJson(value, { ...context, service });
  if ('problem' in result) throw new Error(result.problem);
  return result.record;
}

describe('lines of the usual loggers', () => {
  test('pino', () => {
    const line =
      '{"level":50,"time":1795262405123,"pid":7,"hostname":"h1","name":"checkout","err":{"type":"Error","stack":"Error: x\\n at y"},"msg":"payment declined"}';
    expect(read(JSON.parse(line))).toEqual({
      timestamp: 1795262405123,
      observedAt: OBSERVED,
      service: 'checkout',
      severity: 'ERROR',
      severityNumber: 17,
      severityText: '50',
      message: 'payment declined',
      attributes: { pid: 7, hostname: 'h1', 'err.type': 'Error', 'err.stack': 'Error: x\n at y' },
    });
  });

  test('winston', () => {
    const line = { level: 'warn', message: 'slow', timestamp: '2026-11-21T12:00:05.123Z', service: 'api', ms: 812 };
    expect(read(line)).toMatchObject({
      severity: 'WARN',
      service: 'api',
      timestamp: 1795262405123,
      attributes: { ms: 812 },
    });
  });

  test('bunyan', () => {
    const line = { name: 'app', hostname: 'h', pid: 1, level: 40, msg: 'hm', time: '2026-11-21T12:00:05.123Z', v: 0 };
    expect(read(line)).toMatchObject({
      service: 'app',
      severity: 'WARN',
      severityNumber: 13,
      attributes: { hostname: 'h', pid: 1, v: 0 },
    });
  });

  test('OpenTelemetry names', () => {
    const line = {
      timestamp: '1795262405123456789',
      severityNumber: 18,
      severityText: 'CRITICAL',
      body: 'down',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00F067AA0BA902B7',
      attributes: { 'http.response.status_code': 502 },
    };
    expect(read(line, 'edge')).toEqual({
      timestamp: 1795262405123,
      nanos: 456_789,
      observedAt: OBSERVED,
      service: 'edge',
      severity: 'ERROR',
      severityNumber: 18,
      severityText: 'CRITICAL',
      message: 'down',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      attributes: { 'http.response.status_code': 502 },
    });
    expect(read({ body: 'x', severityNumber: 17, severityText: 'ERROR' })).not.toHaveProperty('severityText');
  });

  test('ECS, with dots and with objects', () => {
    const expected = {
      timestamp: 1795262405123,
      service: 'cart',
      severity: 'ERROR',
      message: 'no stock',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    };
    const dotted = {
      '@timestamp': '2026-11-21T12:00:05.123Z',
      'log.level': 'error',
      message: 'no stock',
      'ecs.version': '8.10.0',
      'service.name': 'cart',
      'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'service.version': '1.2',
    };
    expect(read(dotted)).toMatchObject({
      ...expected,
      attributes: { 'ecs.version': '8.10.0', 'service.version': '1.2' },
    });
    const nested = {
      '@timestamp': '2026-11-21T12:00:05.123Z',
      log: { level: 'error', logger: 'stock' },
      message: 'no stock',
      service: { name: 'cart', version: '1.2' },
      trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' },
    };
    const record = read(nested);
    expect(record).toMatchObject(expected);
    expect(record.attributes).toEqual({ 'log.logger': 'stock', 'service.version': '1.2' });
  });
});
