import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { look } from '../finding/find-files.ts';
import { FollowedFiles, type TrackOptions } from '../following/followed-files.ts';
import { newEntry } from '../identity/new-entry.ts';
import { openUnknown } from './open-unknown.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-unknown-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A file on a file system that does not report when files were made. */
async function fileAt(name: string, bytes: string | Uint8Array) {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  const file = await look(path);
  if (typeof file !== 'object') throw new Error('BUG: the test has no file');
  return { ...file, madeNs: undefined };
}

type File = Awaited<ReturnType<typeof fileAt>>;

/** True when, by an entry of the checkpoint, a file counts as one that was read. */
async function isKnownBy(entry: FileEntry, file: File): Promise<boolean> {
  const claimFile = async () => ({ [Symbol.asyncDispose]: async () => {} });
  const options = { checkpoint: { files: [entry] }, claimFile } as unknown as TrackOptions;
  const opened = await openUnknown(new FollowedFiles(options), file, entry, undefined, 'unpack');
  if (typeof opened === 'object' && 'bytes' in opened) await opened.bytes.close();
  return opened === 'known';
}

const doneEntry = (file: File): FileEntry => ({
  ...newEntry(file, Buffer.alloc(0)),
  modifiedMs: file.modifiedMs,
  isDone: true,
});

test('a file with the inode of an empty one that was deleted is not known', async () => {
  const { path, ...file } = await fileAt('app.log.1', 'lines\n');
  const deleted = { ...file, path: join(directory, 'app.log'), sizeBytes: 0, modifiedMs: 0 };
  expect(await isKnownBy(doneEntry(deleted), { ...file, path })).toBe(false);
});

test('a compressed file of which nothing could be unpacked is known until it is written to', async () => {
  const packed = gzipSync('lines\n');
  const damaged = await fileAt('app.log.1.gz', packed.subarray(0, 10));
  const entry = doneEntry(damaged);
  expect(await isKnownBy(entry, damaged)).toBe(true);
  expect(await isKnownBy(entry, { ...damaged, path: join(directory, 'app.log.2.gz') })).toBe(true);
  expect(await isKnownBy(entry, await fileAt('app.log.1.gz', packed))).toBe(false);
  // Of the same length.
  expect(await isKnownBy(entry, { ...damaged, modifiedMs: damaged.modifiedMs + 1 })).toBe(false);
  // An older build did not write down when it was written to.
  expect(await isKnownBy({ ...entry, modifiedMs: undefined }, damaged)).toBe(true);
});
