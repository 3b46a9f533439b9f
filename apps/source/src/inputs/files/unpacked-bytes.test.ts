import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ByteSource, openFile } from './byte-source.ts';
import { openUnpacked } from './unpacked-bytes.ts';

let directory: string;
const opened: ByteSource[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-unpacked-'));
});
afterEach(async () => {
  for (const bytes of opened.splice(0)) await bytes.close();
  rmSync(directory, { recursive: true });
});

const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');

async function openedOf(bytes: Uint8Array) {
  const path = join(directory, 'packed');
  writeFileSync(path, bytes);
  const { bytes: packed } = await openFile(path);
  opened.push(packed);
  return await openUnpacked(packed, Buffer.from(bytes));
}

describe('what a compressed file holds', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['gzip in two parts, as it is appended to', Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))])],
    ['zstd', zstdCompressSync(text)],
  ])('is read at any place, forwards and backwards (%s)', async (_, bytes) => {
    const unpacked = await openedOf(bytes);
    expect(await unpacked?.stat()).toMatchObject({ sizeBytes: text.length });
    for (const position of [text.length - 10, 70_000, 0, 65_530]) {
      const [one, two] = [Buffer.alloc(4), Buffer.alloc(100)];
      const bytesRead = (await unpacked?.read([one, two], position)) ?? 0;
      const expected = text.slice(position, position + 104);
      expect(bytesRead).toBe(expected.length);
      expect(Buffer.concat([one, two]).subarray(0, bytesRead).toString()).toBe(expected);
    }
    await unpacked?.close();
  });

  it('is read from the file that was opened, whatever its path names by then', async () => {
    const unpacked = await openedOf(gzipSync(text));
    renameSync(join(directory, 'packed'), join(directory, 'moved'));
    writeFileSync(join(directory, 'packed'), gzipSync(text.toUpperCase()));
    const bytes = Buffer.alloc(100);
    await unpacked?.read([bytes], 0);
    expect(bytes.toString()).toBe(text.slice(0, 100));
  });

  it('is an error when it is cut off, and nothing when it is not known how it is compressed', async () => {
    const packed = gzipSync(text);
    await expect(openedOf(packed.subarray(0, packed.length - 20))).rejects.toThrow('unexpected end of file');
    expect(await openedOf(Buffer.from('BZh91AY&SY'))).toBeUndefined();
    expect(await openedOf(Buffer.alloc(0))).toBeUndefined();
  });
});
