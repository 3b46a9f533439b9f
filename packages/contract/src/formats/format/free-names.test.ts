import { describe, expect, it } from 'vitest';
import { OVERFLOW_ATTRIBUTE } from '../../record/flatten-attributes.ts';
import { MAX_ATTRIBUTES, type NormalisedRecord } from '../../record/log-record.ts';
import { createLineParser } from '../index.ts';
import { addExtraAttributes } from './free-names.ts';

const emptyRecord = (): NormalisedRecord => ({
  timestamp: 0,
  observedAt: 0,
  service: 'app',
  severity: 'INFO',
  severityNumber: 9,
  message: 'x',
});

describe('an extra attribute', () => {
  it('takes the next free name', () => {
    const record = emptyRecord();
    for (const value of [1, 2, 3]) addExtraAttributes(record, [['a', value]]);
    expect(record.attributes).toEqual({ a: 1, 'a.2': 2, 'a.3': 3 });
  });

  it('of a full record joins its overflow instead of replacing it', () => {
    const fields = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`key${i}`, i]));
    const parser = createLineParser({ format: 'docker', service: 'mine', forceService: true, fallbackService: 'app' });
    const log = `${JSON.stringify({ msg: 'x', service: 'theirs', ...fields })}\n`;
    const { attributes = {} } = parser.parse(
      JSON.stringify({ log, stream: 'stdout', time: '2026-11-21T11:50:44.295651148Z' }),
      0,
    );
    expect(Object.keys(attributes).length).toBe(MAX_ATTRIBUTES + 1);
    const overflow = String(attributes[OVERFLOW_ATTRIBUTE]);
    for (const text of ['"key256":256', '"key299":299', '"service.original":"theirs"', '"log.iostream":"stdout"']) {
      expect(overflow).toContain(text);
    }
  });
});
