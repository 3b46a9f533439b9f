import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../bytes/fingerprint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import type { FoundFile } from '../finding/find-files.ts';
import { knownEntry } from './known-entry.ts';

const HEAD = Buffer.from('first line\n');
const FILE: FoundFile = { path: '/a/x.log', device: '1', inode: '7', madeNs: '100', sizeBytes: 11, modifiedMs: 0 };

function entryOf(file: Partial<FileEntry>, head = HEAD): FileEntry {
  const { path, device, inode, madeNs } = FILE;
  const fingerprint = fingerprintOf(head);
  return {
    id: 'a',
    path,
    firstPath: path,
    device,
    inode,
    madeNs,
    fingerprint,
    offset: 5,
    pending: [],
    seenMs: 0,
    ...file,
  };
}

function lookUp(
  entries: FileEntry[],
  {
    file = {},
    head = HEAD,
    present = [] as string[],
    isFirst = true,
  }: {
    file?: Partial<FoundFile>;
    head?: Buffer;
    present?: string[];
    isFirst?: boolean;
  } = {},
) {
  const isPresent = (device: string, inode: string) => present.includes(`${device}:${inode}`);
  return knownEntry(entries, { ...FILE, ...file }, head, {
    isPresent,
    isInUse: () => false,
    mayBeRenumbered: isFirst,
  })?.id;
}

describe('a file that was read before', () => {
  it('is known by device, inode and first bytes', () => {
    expect(lookUp([entryOf({})])).toBe('a');
    expect(lookUp([entryOf({})], { file: { inode: '8' } })).toBeUndefined();
    expect(lookUp([entryOf({})], { head: Buffer.from('another line\n') })).toBeUndefined();
  });

  it('is known from a checkpoint that does not say when it was made, and where no file system says it', () => {
    const old = entryOf({});
    delete old.madeNs;
    expect(lookUp([old])).toBe('a');
    expect(lookUp([entryOf({})], { file: { madeNs: undefined } })).toBe('a');
  });

  it('is the newest of several with its inode', () => {
    expect(lookUp([entryOf({ id: 'old' }), entryOf({ id: 'new' })])).toBe('new');
  });

  it('is known when its device has another number after a restart', () => {
    expect(lookUp([entryOf({ device: '9' })])).toBe('a');
    expect(lookUp([entryOf({ device: '9' })], { isFirst: false })).toBeUndefined();
  });
});

describe('a file on a share that gives files other inodes after each restart', () => {
  const tail = fingerprintOf(Buffer.from('line\n'));
  const old = entryOf({ tail });
  delete old.madeNs;
  const file = { inode: '8', madeNs: undefined };

  it('is known by its path and its bytes', () => {
    expect(lookUp([old], { file })).toBe('a');
    expect(lookUp([old], { file: { ...file, path: '/a/y.log' } })).toBeUndefined();
    expect(lookUp([old], { file, head: Buffer.from('another line\n') })).toBeUndefined();
  });

  it('is another one while the one before is there, where files say when they were made, and while a source runs', () => {
    expect(lookUp([old], { file, present: ['1:7'] })).toBeUndefined();
    expect(lookUp([old], { file: { inode: '8' } })).toBeUndefined();
    expect(lookUp([old], { file, isFirst: false })).toBeUndefined();
  });
});

describe('two volumes with the same inode and first bytes', () => {
  it('are two files while both are there', () => {
    const other = entryOf({ id: 'other', device: '2', madeNs: undefined });
    expect(lookUp([other], { present: ['2:7'] })).toBeUndefined();
    expect(lookUp([other, entryOf({})], { present: ['1:7', '2:7'] })).toBe('a');
    expect(lookUp([entryOf({}), other], { present: ['1:7', '2:7'] })).toBe('a');
  });

  it('are two files when one of them has gone, by the moment when they were made', () => {
    expect(lookUp([entryOf({ device: '2', madeNs: '99' })])).toBeUndefined();
  });

  it('are two files when they have swapped their numbers', () => {
    const one = entryOf({ id: 'one', device: '2', madeNs: '100' });
    const two = entryOf({ id: 'two', device: '1', madeNs: '200' });
    const present = ['1:7', '2:7'];
    expect(lookUp([one, two], { present })).toBe('one');
  });
});

it('no other moment overrules device, inode and first bytes: file systems give one that changes', () => {
  expect(lookUp([entryOf({ madeNs: '99' })])).toBe('a');
  expect(lookUp([entryOf({ id: 'old', madeNs: '100' }), entryOf({ id: 'new', madeNs: '99' })])).toBe('old');
});
