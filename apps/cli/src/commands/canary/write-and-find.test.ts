import { expect, test } from 'vitest';
import type { ApiClient } from '../../api/api-client.ts';
import { writeAndFind } from './write-and-find.ts';

test('a canary finds its records whatever they are dated: clocks differ, and those of a burst are a moment ahead', async () => {
  const asked: URLSearchParams[] = [];
  const search: Pick<ApiClient, 'get'> = {
    async get<T>(path: string) {
      asked.push(new URLSearchParams(path.split('?', 2)[1]));
      return { records: [], next: null } as T;
    },
  };
  await writeAndFind({
    source: search as ApiClient,
    search: search as ApiClient,
    service: 'canary',
    runId: 'r1',
    rate: 1,
    writeMs: 0,
    giveUpMs: 1_000,
    reportMs: 1_000,
    onReport: () => {},
    signal: new AbortController().signal,
  });
  expect(asked.length).toBeGreaterThan(0);
  for (const query of asked.filter((each) => each.has('text')))
    expect(Date.parse(query.get('to') ?? '')).toBeGreaterThan(Date.now() + 86_400_000);
});
