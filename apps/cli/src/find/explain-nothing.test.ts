import { expect, test } from 'vitest';
import type { ApiClient } from '../api/api-client.ts';
import { explainNothing } from './explain-nothing.ts';

const EMPTY = { facets: [{ field: 'status', values: [] }], complete: true };
const ANSWERS: Record<string, unknown> = {
  '/logs?q=kibana&limit=1': { records: [{ timestamp: '2015-05-20T21:05:53.000Z' }] },
  '/logs/facets?service=shop&fields=status&limit=1': EMPTY,
  '/logs/facets?q=service%3Ashop&fields=status&limit=1': EMPTY,
  '/logs/fields?service=shop': { fields: [{ name: 'message' }, { name: 'res.statusCode' }] },
  '/logs/facets?fields=%24dollar&limit=1': { facets: [{ field: '$dollar', values: [] }], complete: true },
  '/logs/fields': { fields: [{ name: 'dollar' }, { name: 'message' }] },
  '/logs/fields?q=service%3Ashop': { fields: [] },
  '/logs/facets?fields=url&limit=1': { facets: [{ field: 'url', values: ['/'] }], complete: true },
  '/logs/facets?fields=service&limit=1000': {
    facets: [{ values: [{ value: 'Payments' }, { value: 'shop-checkout' }, { value: 'shop' }] }],
    complete: true,
  },
  '/logs/facets?fields=message.keyword&limit=1': { facets: [{ field: 'message.keyword', values: [] }], complete: true },
};
const api = {
  get: async (path: string) => ANSWERS[path] ?? Promise.reject(new Error(path)),
} as ApiClient;

test.each([
  [{ q: 'kibana', from: '1h' }, ['There are records at other times; the newest is from 2015-05-20 21:05:53 UTC.']],
  [{ q: 'status:404', service: ['shop'] }, ['No record of shop has the field status; similar: res.statusCode.']],
  [
    { q: '-(status:404) service:shop "a:b"' },
    ['No record of service:shop has the field status; logwarren fields lists them all.'],
  ],
  [{ q: '-$dollar:2' }, ['No record has the field $dollar; similar: dollar.']],
  [{ q: 'url:/x' }, []],
  [{ q: '"$dollar":2' }, ['No record has the field $dollar; similar: dollar.']],
  [{ q: 'url:(/x OR status:404)' }, []],
  [{ q: 'NOT service:shop $dollar:2' }, ['No record has the field $dollar; similar: dollar.']],
  [{ q: 'std::vector http://x' }, []],
  [{ q: 'payments' }, ['No record contains the word, but Payments is a service: --service Payments']],
  [{ q: 'nothing', from: '1h' }, []],
  [{ q: "service:'checkout'" }, ['No record is from a service named checkout; similar: shop-checkout.']],
  [{ q: 'service:check.* level:error' }, []],
  [{ q: 'service:(a OR b)' }, []],
  [{ q: 'service:re("x")' }, []],
  [{ q: 'service=shop-chekout' }, ['No record is from a service named shop-chekout; similar: shop-checkout, shop.']],
  [{ q: 'app:chekout status:404' }, ['No record is from a service named chekout; similar: shop-checkout.']],
  [{ service: ['paymets,shop'] }, ['No record is from a service named paymets; similar: Payments.']],
  [{ service: ['zzz'] }, ['No record is from a service named zzz; logwarren stats lists them all.']],
  [{ service: ['PAYMENTS'] }, []],
  [{ q: 'message.keyword:foo' }, ['No record has the field message.keyword; similar: message.']],
  [{}, []],
])('%j', async (filter, expected) => {
  expect(await explainNothing(api, filter, true)).toEqual(expected);
});

test('what a part of the records lacks is not said to be missing', async () => {
  const part = { get: async (path: string) => ({ ...(ANSWERS[path] as object), complete: false }) } as ApiClient;
  expect(await explainNothing(part, { q: '-$dollar:2' }, true)).toEqual([]);
  expect(await explainNothing(part, { service: ['zzz'] }, true)).toEqual([]);
});
