import type { LogRecord } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { createCsv, DEFAULT_COLUMNS } from './csv.ts';

const RECORD: LogRecord = {
  id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
  timestamp: Date.parse('2026-11-21T10:15:30.123Z'),
  nanos: 7,
  observedAt: Date.parse('2026-11-21T10:15:31Z'),
  service: 'checkout',
  severity: 'ERROR',
  severityNumber: 17,
  message: 'said "no",\nthen left',
  attributes: { status: -5, formula: '=1+1', ok: true, none: null },
};

test('a row has the cells of its columns, quoted where they must be', () => {
  const { header, row } = createCsv(['timestamp', 'level', 'message', 'status', 'ok', 'none', 'absent', 'traceId']);
  expect(header).toBe('timestamp,level,message,status,ok,none,absent,traceId');
  expect(row(RECORD)).toBe('2026-11-21T10:15:30.123000007Z,ERROR,"said ""no"",\nthen left",-5,true,,,');
});

test.each(['=1+1', '+1', '-1', '@cmd', '\t=1', '\r=1'])('the text %j is no formula in a spreadsheet', (text) => {
  const { row, header } = createCsv(['x', text]);
  expect(row({ ...RECORD, attributes: { x: text } }).replace(/^"/, '')).toMatch(/^'/);
  expect(header).toContain(`'${text}`);
});

test('without columns a row is the whole record', () => {
  const { row, header } = createCsv(DEFAULT_COLUMNS);
  expect(header.split(',')).toHaveLength(11);
  expect(row({ ...RECORD, message: 'm' })).toBe(
    `${RECORD.id},2026-11-21T10:15:30.123000007Z,2026-11-21T10:15:31.000Z,checkout,ERROR,17,,m,,,` +
      '"{""status"":-5,""formula"":""=1+1"",""ok"":true,""none"":null}"',
  );
});
