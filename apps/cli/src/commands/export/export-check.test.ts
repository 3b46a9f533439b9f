import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExportCheck } from './export-check.ts';

/** Passes a text through the check, cut at the places given. */
function pass(format: 'ndjson' | 'csv', text: string, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const check = createExportCheck(format);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const out = places.slice(1).map((end, index) => check.take(bytes.subarray(places[index], end)));
  out.push(check.rest());
  return { text: Buffer.concat(out).toString(), records: check.records, told: check.expectedRecords('7') };
}

const cuts = fc.array(fc.nat(10_000), { maxLength: 8 });
const END = (records: number) => `${JSON.stringify({ export: { complete: true, records } })}\n`;

test('NDJSON: records are counted and passed on, the last line is taken out, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), cuts, (messages, places) => {
      const lines = messages.map((message) => `${JSON.stringify({ id: '1', message })}\n`).join('');
      const expected = { text: lines, records: messages.length, told: messages.length };
      expect(pass('ndjson', lines + END(messages.length), places)).toEqual(expected);
    }),
  );
});

test('NDJSON that was cut off has no end; half a line is left out', () => {
  fc.assert(
    fc.property(cuts, (places) => {
      expect(pass('ndjson', '{"id":"1"}\n{"id":"2"}\n{"id":', places)).toEqual({
        text: '{"id":"1"}\n{"id":"2"}\n',
        records: 2,
        told: undefined,
      });
      expect(pass('ndjson', '{"id":"1"}\n{"id":"2"}\n', places)).toEqual({
        text: '{"id":"1"}\n{"id":"2"}\n',
        records: 2,
        told: undefined,
      });
    }),
  );
  expect(pass('ndjson', '{"export":{"complete":false,"records":1}}\n').told).toBeUndefined();
});

test('CSV: rows are counted, whose cells may hold line ends and quotes, however it is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r\n', ',', 'ü') });
  fc.assert(
    fc.property(fc.array(cell), cuts, (cells, places) => {
      const rows = cells.map((each) => `"${each.replaceAll('"', '""')}",1\r\n`);
      const text = `a,b\r\n${rows.join('')}`;
      expect(pass('csv', text, places)).toEqual({ text, records: cells.length, told: 7 });
    }),
  );
});

test('a CSV without a trailer tells nothing', () => {
  const check = createExportCheck('csv');
  expect([check.expectedRecords(undefined), check.expectedRecords('x'), check.records]).toEqual([
    undefined,
    undefined,
    0,
  ]);
});
