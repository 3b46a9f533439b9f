import { expect, test } from 'vitest';
import { adoptEntries } from './adopt-entries.ts';
import type { FileEntry } from './checkpoint-state.ts';

const PENDING = { start: 10, end: 20, readAtMs: 1, parser: { format: 'raw', fallbackService: 'x' } } as const;

function entry(changes: Partial<FileEntry>): FileEntry {
  const identity = { path: '/a', firstPath: '/a', device: '1', inode: '1', fingerprint: { bytes: 0, sha256: '' } };
  return { id: 'a', ...identity, offset: 10, pending: [], seenMs: 1, ...changes };
}

test.each<[string, Partial<FileEntry>, Partial<FileEntry>, boolean]>([
  ['further', { offset: 10 }, { offset: 11 }, true],
  ['behind', { offset: 10 }, { offset: 9, pending: [PENDING] }, false],
  ['as far, with chunks that were sent already', {}, { pending: [PENDING] }, true],
  ['as far, without them', { pending: [PENDING] }, {}, false],
])('an entry that is %s in the other checkpoint', (_, mine, theirs, isTaken) => {
  const [own, other] = [entry(mine), entry(theirs)];
  const files = [own];
  adoptEntries(files, [other], () => false);
  expect(files).toEqual([isTaken ? other : own]);
});

test('an entry in use stays, whatever another source has written down', () => {
  const own = entry({});
  const files = [own];
  adoptEntries(files, [entry({ offset: 99 }), entry({ id: 'b', seenMs: 99 })], () => true);
  expect(files).toEqual([own]);
});

test('of two entries for one file, that of a truncated one is taken when it was seen later', () => {
  const own = entry({});
  const files = [own];
  adoptEntries(files, [entry({ id: 'old', seenMs: 0 }), entry({ id: 'new', seenMs: 2 })], () => false);
  expect(files.map(({ id }) => id)).toEqual(['a', 'new']);
});
