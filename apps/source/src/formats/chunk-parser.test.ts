import { NOTHING_LEARNT } from '@logwarren/contract/formats';
import { createTextReader } from '@logwarren/own-formats';
import { expect, test } from 'vitest';
import { createChunkParser } from './chunk-parser.ts';

const AT = Date.parse('2026-11-30T13:00:00Z');
const FAULTY = 'the parser fails on this';
const LINES = [
  '2026-11-30 10:00:00 INFO [shop] begins',
  '2026-11-30 10:00:01 connection error: timeout',
  FAULTY,
  '14/03/2026 10:00:02 ERROR [shop] declined',
  '05/04/2026 10:00:03 ERROR [shop] declined',
];

/** A reader that fails on one text, even if it only inspects it. */
const failing: typeof createTextReader = (settings, listeners) => {
  const reader = createTextReader(settings, listeners);
  return {
    ...reader,
    parse(text, readAtMs, carrier) {
      const layouts = carrier?.layouts;
      if (text === FAULTY) throw new Error('a fault of the parser');
      if (layouts === undefined) return reader.parse(text, readAtMs, carrier);
      const begin = layouts.begin.bind(layouts);
      layouts.begin = (context, look) =>
        begin(context, (ahead, each) => {
          if (ahead === FAULTY) throw new Error('a fault of the parser');
          return look(ahead, each);
        });
      try {
        return reader.parse(text, readAtMs, carrier);
      } finally {
        layouts.begin = begin;
      }
    },
  };
};

test('a text on which the parser fails becomes raw, and those around it are read as without it', () => {
  const settings = { format: 'auto', fallbackService: 'file' } as const;
  const faulty = createChunkParser(settings, undefined, failing).parse(LINES, AT, { layouts: NOTHING_LEARNT });
  const sound = createChunkParser(settings).parse(LINES, AT, { layouts: NOTHING_LEARNT });
  expect(faulty.failed?.count).toBe(1);
  expect(faulty.records).toEqual(sound.records);
  expect(faulty.records[4]?.timestamp).toBe(Date.parse('2026-04-05T10:00:03Z'));
});
