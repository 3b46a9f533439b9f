import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

const NULS = Buffer.alloc(5_000);

/** pzstd writes the length of each frame in a frame of its own that unpackers skip. */
function pzstdFrame(part: string): Buffer[] {
  const frame = zstdCompressSync(part);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(frame.length);
  return [Buffer.from('502a4d1804000000', 'hex'), length, frame];
}

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
    [
      'gzip with NULs behind it, and another part',
      Buffer.concat([gzipSync(text.slice(0, 9)), NULS, gzipSync(text.slice(9)), NULS]),
    ],
    ['zstd', zstdCompressSync(text)],
    ['zstd in two frames', Buffer.concat([zstdCompressSync(text.slice(0, 9)), zstdCompressSync(text.slice(9))])],
    [
      'zstd in two long frames',
      Buffer.concat([zstdCompressSync(text.slice(0, 80_000)), zstdCompressSync(text.slice(80_000))]),
    ],
    ['zstd as pzstd writes it', Buffer.concat([text.slice(0, 80_000), text.slice(80_000)].flatMap(pzstdFrame))],
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

  it.each([
    ['gzip', gzipSync(text), (bytes: Buffer) => bytes.subarray(0, bytes.length - 2_000), 'unexpected end of file'],
    ['zstd', zstdCompressSync(text), (bytes: Buffer) => bytes.subarray(0, bytes.length - 200), /./],
    ['gzip', gzipSync(text), (bytes: Buffer) => bytes.fill(0xff, bytes.length - 2_000), /./],
  ])('is read up to where it is cut off or damaged (%s)', async (_, packed, damaged, reason) => {
    const unpacked = await openedOf(damaged(Buffer.from(packed)));
    expect(unpacked?.damage).toMatch(reason);
    const { sizeBytes = 0 } = (await unpacked?.stat()) ?? {};
    expect(sizeBytes).toBeGreaterThan(60_000);
    expect(sizeBytes).toBeLessThan(text.length);
    for (const position of [0, 10]) {
      const bytes = Buffer.alloc(sizeBytes);
      const bytesRead = await unpacked?.read([bytes], position);
      expect(bytesRead).toBe(sizeBytes - position);
      expect(bytes.toString('latin1', 0, 40_000)).toBe(
        text.slice(position, Math.min(sizeBytes, position + 40_000)).padEnd(40_000, '\0'),
      );
    }
  });

  it.each([
    ['gzip', gzipSync(text.slice(0, 28_890)), 'incorrect header check'],
    ['zstd', zstdCompressSync(text.slice(0, 28_890)), 'Unknown frame descriptor'],
  ])('is all that is intact when garbage follows (%s)', async (_, intact, damage) => {
    const unpacked = await openedOf(Buffer.concat([intact, Buffer.from('garbage, and more of it')]));
    expect([await unpacked?.stat(), unpacked?.damage]).toMatchObject([{ sizeBytes: 28_890 }, damage]);
    const bytes = Buffer.alloc(28_890);
    await unpacked?.read([bytes], 0);
    expect(bytes.toString()).toBe(text.slice(0, 28_890));
  });

  it('is all of it when it is being compressed, and waited for', async () => {
    const packed = gzipSync(text);
    const path = join(directory, 'half');
    writeFileSync(path, packed.subarray(0, 9_000));
    const { bytes } = await openFile(path);
    opened.push(bytes);
    for (const [added, sizeBytes, damage] of [
      [9_100, expect.any(Number), 'unexpected end of file; still being written'],
      [packed.length, text.length, undefined],
    ] as const) {
      const unpacked = await openUnpacked(bytes, packed, async () => {
        appendFileSync(path, packed.subarray(statSync(path).size, added));
        return added === packed.length;
      });
      expect([await unpacked?.stat(), unpacked?.damage]).toMatchObject([{ sizeBytes }, damage]);
    }
  });

  it('is nothing when it is not known how it is compressed', async () => {
    const nothing = await openedOf(gzipSync(text).subarray(0, 12));
    expect([nothing?.damage, await nothing?.stat()]).toMatchObject(['unexpected end of file', { sizeBytes: 0 }]);
    expect(await openedOf(Buffer.from('BZh91AY&SY'))).toBeUndefined();
    expect(await openedOf(Buffer.alloc(0))).toBeUndefined();
  });
});
