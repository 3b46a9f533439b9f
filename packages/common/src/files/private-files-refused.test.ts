import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPrivateFile, replacePrivateFile, syncDirectory, volumeRefusals } from './private-files.ts';

/** Volumes that refuse to change modes or to sync directories, as network shares and FUSE do. */

let directory: string;
let handles: FileHandle;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-volume-'));
  await using file = await open(directory, 'r');
  handles = Object.getPrototypeOf(file);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

function refuse(codes: { chmod: string; sync: string }): void {
  for (const call of ['chmod', 'sync'] as const) {
    const error = Object.assign(new Error(`${codes[call]}: refused`), { code: codes[call] });
    vi.spyOn(handles, call).mockRejectedValue(error);
  }
}

it.each([
  ['EPERM', 'EINVAL'],
  ['ENOTSUP', 'ENOTSUP'],
  ['EOPNOTSUPP', 'EPERM'],
])('a volume that answers chmod with %s and the sync of a directory with %s is written to', async (chmod, sync) => {
  refuse({ chmod, sync });
  const path = join(directory, 'files.json');
  await replacePrivateFile(path, 'whole');
  expect(readFileSync(path, 'utf8')).toBe('whole');
  expect(await volumeRefusals(directory)).toEqual([
    expect.stringContaining('readable by others'),
    expect.stringContaining('power failure'),
  ]);
});

it('another failure is one', async () => {
  refuse({ chmod: 'EIO', sync: 'EIO' });
  await expect(openPrivateFile(join(directory, 'a'), 'w')).rejects.toThrow('EIO');
  await expect(syncDirectory(directory)).rejects.toThrow('EIO');
});

it('a volume that does as it is told refuses nothing', async () => {
  expect(await volumeRefusals(directory)).toEqual([]);
});
