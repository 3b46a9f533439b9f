import { describe, expect, test } from 'vitest';
import { carrierOf } from './carrier.ts';
import type { Delivery } from './delivery.ts';

function carrier(routingKey: string, properties: Partial<Delivery> = {}) {
  const fixed = { exchange: 'logs_exchange', redelivered: false, headers: {}, body: Buffer.alloc(0) };
  return carrierOf({ ...fixed, routingKey, ...properties });
}

describe('a routing key says', () => {
  test.each([
    ['ERROR.billing', 17, 'billing'],
    ['error.billing', 17, 'billing'],
    ['Warning.billing.eu', 13, 'billing.eu'],
    ['WARN3.x', 15, 'x'],
    ['com.acme.Billing.ERROR', 17, 'com.acme.Billing'],
    ['com.acme.Billing.error', 17, 'com.acme.Billing'],
    ['FATAL', 21, undefined],
    ['logstash', undefined, undefined],
    ['', undefined, undefined],
    ['e.billing', undefined, undefined],
    ['30.billing', undefined, undefined],
    ['.ERROR', 17, undefined],
  ])('%j', (key, severityNumber, service) => {
    expect(carrier(key)).toEqual({ severityNumber, service, timestamp: undefined });
  });

  test('no more of a service than fits', () => {
    expect(carrier(`ERROR.${'s'.repeat(200)}`).service).toBe('s'.repeat(128));
  });
});

describe('service', () => {
  test('comes from a header, then from SEVERITY.service, then from app_id, then from any other key', () => {
    const headers = { service: 'header' };
    expect(carrier('ERROR.key', { appId: 'app', headers }).service).toBe('header');
    expect(carrier('ERROR.key', { appId: 'app', headers: { service: '' } }).service).toBe('key');
    expect(carrier('com.acme.Billing.ERROR', { appId: 'app' }).service).toBe('app');
    expect(carrier('logstash', { appId: 'app' }).service).toBe('app');
    expect(carrier('logstash', { appId: '  ' }).service).toBeUndefined();
  });
});

test('severity comes from a header that has a known word or number, before the key', () => {
  expect(carrier('ERROR.key', { headers: { level: 'warning' } }).severityNumber).toBe(13);
  expect(carrier('ERROR.key', { headers: { level: 50 } }).severityNumber).toBe(17);
  expect(carrier('ERROR.key', { headers: { level: 'weird' } }).severityNumber).toBe(17);
  expect(carrier('key', { headers: { level: {} } }).severityNumber).toBeUndefined();
});

test('time comes from a header, which may be finer, then from the property', () => {
  const ms = 1_795_262_405_000;
  expect(carrier('k', { timestampMs: ms }).timestamp).toEqual({ ms, nanos: 0 });
  expect(carrier('k', { timestampMs: ms, headers: { timestamp_in_ms: ms + 123 } }).timestamp?.ms).toBe(ms + 123);
  expect(carrier('k', { timestampMs: ms, headers: { timestamp: '2026-11-21T12:00:05.1Z' } }).timestamp?.ms).toBe(
    ms + 100,
  );
  expect(carrier('k', { timestampMs: ms, headers: { timestamp: 'soon' } }).timestamp?.ms).toBe(ms);
  expect(carrier('k', { timestampMs: ms * 1000 }).timestamp).toEqual({ ms, nanos: 0 });
  expect(carrier('k', { timestampMs: 0 }).timestamp).toBeUndefined();
});
