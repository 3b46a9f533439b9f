import type { FacetQuery } from '@logwarren/store';
import { expect, test } from 'vitest';
import { AS_OF, serveReader } from '../../test-server.ts';

test('facets are of service and severity unless other fields are named', async () => {
  const seen: FacetQuery[] = [];
  const facet = { field: 'a.b', values: [{ value: 'x', count: 2, error: 3, low: 1, high: 5 }], exact: false };
  const others = { count: 1, error: 4, low: 0, high: 5 };
  const answer = { facets: [{ ...facet, mayMiss: 7, others }], complete: true };
  const facets = async (query: FacetQuery) => {
    seen.push(query);
    return answer;
  };
  await using server = await serveReader({ facets });
  expect((await server.inject('/logs/facets?fields=a.b&fields=status,level&limit=5&exact=true')).json()).toEqual({
    facets: [{ ...facet, mayMiss: 7, others: 1, othersError: 4, othersLow: 0, othersHigh: 5 }],
    complete: true,
    asOf: AS_OF,
  });
  await server.inject('/logs/facets');
  const quoted = encodeURIComponent('"a, b" ,"c\\"\\\\d", e"f ,"g');
  await server.inject(`/logs/facets?fields=${quoted}`);
  expect(seen).toMatchObject([
    { fields: ['a.b', 'status', 'level'], limit: 5, exact: true },
    { fields: ['service', 'severity'], limit: 20, exact: false },
    { fields: ['a, b', 'c"\\d', 'e"f', '"g'] },
  ]);
  const many = Array.from({ length: 21 }, (_, index) => `f${index}`).join(',');
  for (const [url, parameter] of [
    [`/logs/facets?fields=${many}`, 'fields'],
    ['/logs/facets?exact=maybe', 'exact'],
    ['/logs/facets?fields=a,', 'fields'],
    ['/logs/facets?fields=%22%22', 'fields'],
    ['/logs/facets?limit=1001', 'limit'],
  ]) {
    expect((await server.inject(url ?? '')).json().error.details).toMatchObject([{ parameter }]);
  }
});
