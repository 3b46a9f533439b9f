import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contract from '@logwarren/contract';
import * as formats from '@logwarren/contract/formats';
import { describe, expect, it } from 'vitest';
import { PATTERN_FILES } from './linear/pattern-files.ts';
import { TEXT_READERS } from './linear/text-readers.ts';
import { slowInputs } from './linear/work-of.ts';

/**
 * Nothing that a stranger writes can stop a process: everything that looks at text of strangers takes a time that grows
 * with its length, not with its square, over a table of texts made to be slow.
 *
 * What reads text is found in what the contract exports, in the lists of formats, media types and kinds of filters, and in
 * the files that hold regular expressions; what is new there and has no row is a fault.
 */

const ROOT = join(import.meta.dirname, '..');

describe('the time for a text grows with its length', () => {
  it.each(Object.keys(TEXT_READERS))(
    '%s',
    (name) => {
      expect(slowInputs(TEXT_READERS[name] ?? String)).toEqual([]);
    },
    240_000,
  );

  it('which is told from its square', () => {
    const quadratic = (text: string) => {
      let sum = 0;
      for (let i = 0; i < text.length; i += 2) for (let j = 0; j < text.length; j += 2) sum += i ^ j;
      return sum;
    };
    const inputs = [{ name: 'a', make: (length: number) => 'a'.repeat(length) }];
    expect(slowInputs(quadratic, inputs)).toHaveLength(1);
    expect(slowInputs((text) => [...text].map((each) => each.codePointAt(0)).join(), inputs)).toEqual([]);
  }, 240_000);
});

/** Exports of the contract that take no text of strangers, or only a short one that has been checked. */
const NO_TEXT: ReadonlySet<string> = new Set([
  ...[
    'QueryProblem',
    'ColumnsBuilder',
    'columnReader',
    'fillAttributes',
    'fromColumns',
    'toColumns',
    'timeSpan',
    'valuesOf',
  ],
  ...[
    'and',
    'or',
    'not',
    'severityFilter',
    'saysNothing',
    'resolveRange',
    'resolveTime',
    'nanosOfRange',
    'timeFilter',
    'exactNumber',
    'fieldValue',
  ],
  ...[
    'batchIdFrom',
    'batchIdOf',
    'batchOriginOf',
    'createBatchIds',
    'firstIdAt',
    'isBatchId',
    'isRecordId',
    'recordId',
    'timeOfId',
  ],
  ...['newRun', 'runStartedMs', 'formatTimestamp', 'hourOf', 'isSeverity', 'severityOfNumber', 'severityRange'],
  ...[
    'createAssumptions',
    'hasTime',
    'isAsciiWordCode',
    'stemOf',
    'isStem',
    'orderHeaders',
    'recordOrderOf',
    'encodeSteps',
    'decodeSteps',
    'isBoundary',
    'isPlainWord',
    'eachWord',
  ],
]);

describe('everything that reads text has a row', () => {
  it('of what the contract exports', () => {
    const exported = Object.entries({ ...contract, ...formats }).filter(([, value]) => typeof value === 'function');
    const rows = Object.keys(TEXT_READERS);
    const missing = exported
      .map(([name]) => name)
      .filter((name) => !NO_TEXT.has(name) && !rows.some((row) => row === name || row.startsWith(`${name} `)));
    expect(missing).toEqual([]);
  });

  it('of the files that hold regular expressions', () => {
    const files = globSync('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: ROOT }).filter(
      (file) => !file.includes('.test.'),
    );
    const withPatterns = files.filter((file) => hasPattern(readFileSync(join(ROOT, file), 'utf8')));
    expect(withPatterns.filter((file) => !Object.hasOwn(PATTERN_FILES, file)).toSorted()).toEqual([]);
    expect(Object.keys(PATTERN_FILES).filter((file) => !withPatterns.includes(file))).toEqual([]);
    const named = Object.values(PATTERN_FILES).flatMap((covered) => (typeof covered === 'string' ? [] : covered));
    expect(named.filter((row) => !Object.hasOwn(TEXT_READERS, row))).toEqual([]);
  });
});

const PATTERN =
  /(?:(?:^|[=(,:;!&|?[{}])\s*|return\s+)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*[\s.,;)\]]|new RegExp\(/m;

function hasPattern(source: string): boolean {
  return PATTERN.test(source.replaceAll(/^\s*(?:\*|\/\*|\/\/).*$/gm, ''));
}
