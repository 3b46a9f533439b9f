import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeEntry, readEntries, type SegmentBytes, type SpoolEntry } from './spool-entry.ts';

const anEntry: fc.Arbitrary<SpoolEntry> = fc.record({
  message: fc.record({
    routingKey: fc.string({ maxLength: 40 }),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    messageId: fc.uuid(),
    type: fc.constant('logwarren.batch.v1'),
    contentType: fc.constant('application/json'),
    timestampMs: fc.integer({ min: 0 }),
    headers: fc.record({ service: fc.string(), position: fc.nat(), count: fc.nat() }),
  }),
  records: fc.integer({ min: 1, max: 500 }),
  sinceMs: fc.nat(),
});
const entriesOf = fc.array(anEntry, { minLength: 1, maxLength: 8 });

/** Offsets of the ends of the entries in the file, ascending. */
function endsOf(entries: readonly SpoolEntry[]): number[] {
  let end = 0;
  return entries.map((entry) => {
    end += encodeEntry(entry).length;
    return end;
  });
}

function readAll(bytes: Buffer): SegmentBytes & { entries: SpoolEntry[] } {
  const entries: SpoolEntry[] = [];
  const reading = readEntries(bytes);
  let step = reading.next();
  for (; !step.done; step = reading.next()) entries.push(step.value);
  return { entries, ...step.value };
}

const bytesOf = (entries: readonly SpoolEntry[]) => Buffer.concat(entries.map(encodeEntry));

describe('a segment', () => {
  test('gives back written entries in order', () => {
    fc.assert(
      fc.property(entriesOf, (entries) => {
        const bytes = bytesOf(entries);
        expect(readAll(bytes)).toEqual({ entries, goodBytes: bytes.length, damagedBytes: 0 });
      }),
    );
  });

  test('that ends at any byte gives back every entry that is whole, and no other', () => {
    fc.assert(
      fc.property(entriesOf, fc.nat(), (entries, at) => {
        const bytes = bytesOf(entries);
        const cut = at % (bytes.length + 1);
        const whole = endsOf(entries).filter((end) => end <= cut);
        const read = readAll(bytes.subarray(0, cut));
        expect(read).toEqual({
          entries: entries.slice(0, whole.length),
          goodBytes: whole.at(-1) ?? 0,
          damagedBytes: 0,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('that ends in zeros or garbage, as after a power failure, is read up to there', () => {
    const tails = fc.oneof(
      fc.nat(200).map((length) => Buffer.alloc(length)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(entriesOf, tails, (entries, tail) => {
        const bytes = bytesOf(entries);
        const read = readAll(Buffer.concat([bytes, tail]));
        expect(read).toEqual({ entries, goodBytes: bytes.length, damagedBytes: 0 });
      }),
    );
  });

  test('with a changed byte loses the entry that has it, and none behind it', () => {
    fc.assert(
      fc.property(entriesOf, fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, at, change) => {
        const bytes = bytesOf(entries);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] as number) ^ change;
        const ends = endsOf(entries);
        const hit = ends.findIndex((end) => place < end);
        expect(readAll(bytes).entries).toEqual(entries.filter((_, index) => index !== hit));
      }),
      { numRuns: 300 },
    );
  });
});
