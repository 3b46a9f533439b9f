import type { ToolContext } from '@logwarren/common/tool';
import { expect, test } from 'vitest';
import { createStatusLine } from './status-line.ts';

function statusOn(isErrorTerminal: boolean) {
  const written: string[] = [];
  const context = { isErrorTerminal, columns: () => 20, writeError: (text: string) => void written.push(text) };
  return { written, status: createStatusLine(context as ToolContext) };
}

test('a status line is replaced, cut at the width, and taken away once', () => {
  const { status, written } = statusOn(true);
  status.show('one');
  status.show('a text that is too long for it');
  status.clear();
  status.clear();
  expect(written).toEqual(['\r\u001b[Kone', '\r\u001b[Ka text that is too…', '\r\u001b[K']);
});

test('nothing is shown where standard error is not a terminal', () => {
  const { status, written } = statusOn(false);
  status.show('one');
  status.clear();
  expect(written).toEqual([]);
});
