import { createLogger } from '@logwarren/common';
import { expect, test, vi } from 'vitest';
import { safeUrl } from './safe-url.ts';
import { createClient } from './store.ts';

const STRONG = { w: 'majority', j: true };

function optionsOf(query: string) {
  const log = createLogger('test', 'silent');
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
  const { options } = createClient(safeUrl(`mongodb://u:p@h1:1,h2:2/db?replicaSet=rs0&${query}`, log), 'test');
  const [fields] = (warn.mock.calls[0] ?? []) as unknown as [{ options: string[] } | undefined];
  return { options, ignored: fields?.options };
}

test.each([
  ['w=1', ['w']],
  ['W=0&Journal=false', ['W', 'Journal']],
  ['j=false', ['j']],
  ['readPreference=secondaryPreferred&maxStalenessSeconds=120', ['readPreference', 'maxStalenessSeconds']],
  ['readConcernLevel=available', ['readConcernLevel']],
  ['promoteLongs=false&raw=true&promoteValues=false', ['promoteLongs', 'raw', 'promoteValues']],
  ['wtimeoutMS=1', ['wtimeoutMS']],
])('%s in MONGO_URL weakens nothing and is warned of', (query, ignored) => {
  const seen = optionsOf(query);
  expect(seen.ignored).toEqual(ignored);
  expect(seen.options.writeConcern).toMatchObject(STRONG);
  expect(seen.options.readPreference.mode).toBe('primary');
  expect(seen.options.readConcern).toBeUndefined();
  expect(seen.options).toMatchObject({ raw: false, replicaSet: 'rs0' });
  expect(seen.options).not.toMatchObject({ promoteLongs: false });
});

test.each(['w=majority&journal=true', 'readPreference=primary', 'retryWrites=true&appName=x', 'tls=true'])(
  '%s in MONGO_URL is taken without a warning',
  (query) => {
    const seen = optionsOf(query);
    expect(seen.ignored).toBeUndefined();
    expect(seen.options.writeConcern).toMatchObject(STRONG);
  },
);
