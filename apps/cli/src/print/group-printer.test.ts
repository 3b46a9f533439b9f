import type { RecordJson } from '@logwarren/api';
import { expect, test } from 'vitest';
import { GroupPrinter } from './group-printer.ts';
import type { RecordPrinter } from './record-printer.ts';

const record = (id: string) => ({ id }) as RecordJson;

test('records around others are printed once, found ones marked, with a line between groups that do not touch', () => {
  const printed: string[] = [];
  const printer = {
    printAs: ({ id }, role) => void printed.push(role === 'hit' ? `>${id}` : id),
    separate: () => void printed.push('--'),
  } as Pick<RecordPrinter, 'printAs' | 'separate'> as RecordPrinter;
  const groups = new GroupPrinter(printer);
  groups.expect(['2', '4', '9'].map(record));
  const around = (before: string[], hit: string, after: string[]) =>
    groups.print({ before: before.map(record), record: record(hit), after: after.map(record) });
  around(['1'], '2', ['3', '4']);
  around(['3'], '4', ['5']);
  around(['8'], '9', []);
  expect(printed).toEqual(['1', '>2', '3', '>4', '5', '--', '8', '>9']);
});
