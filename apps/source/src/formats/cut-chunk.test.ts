import { createLineJoiner, splitRecords } from '@logwarren/contract/formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutChunk, cutUtf16Chunk, MAX_OPEN_BYTES, utf8OfRange } from './cut-chunk.ts';

const line = fc.constantFrom(
  'Error: no',
  '    at run (file.js:1:2)',
  'Caused by: java.lang.Error',
  'plain line',
  '',
  'grüße – 日本',
  'Traceback (most recent call last):',
  '  File "a.py", line 1',
  'ValueError: x',
  'goroutine 1 [running]:',
  'with return\r',
  ...['a', '\tat x.Y.z(Y.java:1)', '  {'].flatMap((text) => [`web-1  | ${text}`, `db-1   | ${text}`]),
  ...['stdout F a', 'stderr F \tat x.Y.z(Y.java:1)', 'stderr F a', 'stdout P a'].map(
    (text) => `2026-05-14T10:00:00Z ${text}`,
  ),
  ...['a', 'Traceback (most recent call last):', '  File "a.py"'].map((text) => `May 14 10:00:00 h a[1]: ${text}`),
  'May 14 10:00:00 h b[2]: other',
);
const lines = fc.array(line, { maxLength: 40 }).map((all) => Buffer.from(all.map((each) => `${each}\n`).join('')));
const ending = fc.constantFrom('growing', 'quiet', 'ended' as const);

test('the bytes that were cut off give the same records when they are read again', () => {
  fc.assert(
    fc.property(lines, fc.nat(), ending, (bytes, end, kind) => {
      const given = bytes.subarray(0, end % (bytes.length + 1));
      const { lengthBytes, texts } = cutChunk(given, kind, createLineJoiner);
      expect(splitRecords(given.subarray(0, lengthBytes), createLineJoiner())).toEqual(texts);
    }),
  );
});

test('a file read in pieces while it grows gives the records of the whole file', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (bytes, steps) => {
      const texts: string[] = [];
      let start = 0;
      for (let end = 0, i = 0; end < bytes.length; i++) {
        end = Math.min(bytes.length, end + (steps[i % steps.length] ?? 1));
        const cut = cutChunk(bytes.subarray(start, end), 'growing', createLineJoiner);
        texts.push(...cut.texts);
        start += cut.lengthBytes;
      }
      texts.push(...cutChunk(bytes.subarray(start), 'ended', createLineJoiner).texts);
      expect(texts).toEqual(splitRecords(bytes, createLineJoiner()));
    }),
  );
});

test('a line without an end waits while the file is quiet and is taken when it has ended', () => {
  const bytes = Buffer.from('one\ntwo');
  expect(cutChunk(bytes, 'growing', createLineJoiner)).toMatchObject({ lengthBytes: 0, texts: [] });
  expect(cutChunk(bytes, 'quiet', createLineJoiner)).toEqual({ lengthBytes: 4, texts: ['one'] });
  expect(cutChunk(bytes, 'ended', createLineJoiner)).toEqual({ lengthBytes: 7, texts: ['one', 'two'] });
});

test('a line that never ends is cut between characters, so that it does not fill the memory', () => {
  const bytes = Buffer.from(`x${'ü'.repeat(MAX_OPEN_BYTES / 2)}`).subarray(0, MAX_OPEN_BYTES);
  const { lengthBytes, texts } = cutChunk(bytes, 'growing', createLineJoiner);
  expect(lengthBytes).toBe(MAX_OPEN_BYTES - 1);
  expect(texts[0]).not.toContain('\uFFFD');
});

test('UTF-16 that is read in pieces gives the records of the whole file, and of each piece again', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (utf8, steps) => {
      const bytes = Buffer.from(`\uFEFF${utf8.toString()}`, 'utf16le');
      const texts: string[] = [];
      const place = (position: number) => ({ encoding: 'utf16le' as const, position });
      let start = 0;
      for (let end = 0, i = 0; end < bytes.length; i++) {
        end = Math.min(bytes.length, end + (steps[i % steps.length] ?? 1));
        const cut = cutUtf16Chunk(bytes.subarray(start, end), 'growing', createLineJoiner, place(start));
        const range = utf8OfRange(bytes.subarray(start, start + cut.lengthBytes), place(start));
        expect(splitRecords(range, createLineJoiner())).toEqual(cut.texts);
        texts.push(...cut.texts);
        start += cut.lengthBytes;
      }
      texts.push(...cutUtf16Chunk(bytes.subarray(start), 'ended', createLineJoiner, place(start)).texts);
      expect(texts).toEqual(splitRecords(Buffer.from(`\uFEFF${utf8.toString()}`), createLineJoiner()));
    }),
  );
});

test('lines that are not UTF-8 are read as windows-1252, the others stay as they are', () => {
  const bytes = Buffer.concat([
    Buffer.from('grün '),
    Buffer.from('über\n'),
    Buffer.from('\x93caf\xe9\x94\n', 'latin1'),
  ]);
  expect(splitRecords(bytes, createLineJoiner())).toEqual(['grün über', '“café”']);
});

test('the hole that a writer leaves in a truncated file is not a record', () => {
  const bytes = Buffer.concat([Buffer.alloc(5000), Buffer.from('first\nsecond\n')]);
  expect(splitRecords(bytes, createLineJoiner())).toEqual(['first', 'second']);
});
