import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser, headerOf } from '../../index.ts';

const READ_AT = Date.UTC(2026, 10, 30, 12);
const parser = createLineParser({ format: 'auto', fallbackService: 'db' });

function textsOf(text: string, version?: number): string[] {
  const joiner = createLineJoiner(version);
  const texts = [...text.split('\n').flatMap((line) => joiner.push(line)), ...joiner.flush()];
  expect(texts.join('\n')).toBe(text);
  return texts;
}

/** Time of day and message of each record, with the header that each input keeps. */
function recordsOf(text: string): [time: string, message: string, severity: string][] {
  let header: string | undefined;
  return textsOf(text).map((each) => {
    header = headerOf(each) ?? header;
    const { message, severity, timestamp } = parser.parse(each, READ_AT, { header });
    return [new Date(timestamp).toISOString().slice(11, 23), message, severity];
  });
}

const GENERAL = [
  'mariadbd, Version: 10.11.19-MariaDB-log (Debian 12). started with:\nTcp port: 3306  Unix socket: /run/my.sock\nTime\t\t    Id Command\tArgument',
  '261130  9:43:31\t     3 Connect\troot@localhost on  using Socket',
  "\t\t     3 Query\tselect 'ERROR'",
  '\t\t     3 Query\tselect\n2\nERROR: not a record\n{"level":"error"}\n from dual',
  '\t\t     3 Init DB\ts',
  '\t\t     3 Quit\t',
  '261130  9:43:32\t    14 Query\tinsert into t values (\nERROR\n)',
  '\t\t    14 Close stmt\t',
];

describe('the general log of MariaDB', () => {
  it('has a record for each event', () => {
    expect(textsOf(GENERAL.join('\n'))).toEqual(GENERAL);
  });

  it('gives an event without a time that of the one above', () => {
    const records = recordsOf(GENERAL.slice(1).join('\n'));
    expect(records.map(([time]) => time)).toEqual([
      ...Array.from({ length: 5 }, () => '09:43:31.000'),
      ...Array.from({ length: 2 }, () => '09:43:32.000'),
    ]);
    expect(records[1]).toEqual(['09:43:31.000', "3 Query\tselect 'ERROR'", 'INFO']);
  });

  it('was a record for each second before version 6', () => {
    const lines = textsOf(GENERAL.slice(1, 3).concat(GENERAL.slice(4)).join('\n'), 5).map(
      (each) => each.split('\n').length,
    );
    expect(lines).toEqual([4, 4]);
  });
});

const query = (comment: string, ...statement: string[]) =>
  [...(comment === '' ? [] : [comment]), '# User@Host: root[root] @ localhost []', ...statement].join('\n');

describe('a query of the slow log', () => {
  it.each([
    ['without a time', query('', '# Query_time: 0.1', 'SET timestamp=1796031811;', 'select 1;'), '09:43:31.000'],
    ['behind its database', query('', 'use `s`;', 'SET timestamp=1796031811;', 'select 1;'), '09:43:31.000'],
    ['that inserts', query('', 'SET last_insert_id=1,insert_id=2,timestamp=1796031811;', 'insert x;'), '09:43:31.000'],
    ['with a fraction', query('', 'SET timestamp=1796031811.250000;', 'select 1;'), '09:43:31.250'],
    ['with an object', query('', 'SET timestamp=1796031811;', "insert ('", '{"level":"error"}', "');"), '09:43:31.000'],
    ['with a time', query('# Time: 261130  9:43:40', 'SET timestamp=1796031811;', 'select 1;'), '09:43:40.000'],
    ['in a statement', query('', 'select 1', 'SET timestamp=1796031811;'), '12:00:00.000'],
    ['that names no moment', query('', 'SET timestamp=99999999999;', 'select 1;'), '12:00:00.000'],
  ])('%s', (_name, text, expected) => {
    expect(recordsOf(text).map(([time, , severity]) => [time, severity])).toEqual([[expected, 'INFO']]);
  });

  it('keeps its text', () => {
    const text = query('', 'SET timestamp=1796031811;', "select 'ERROR';");
    expect(recordsOf(`${text}\n${text}`)).toEqual([
      ['09:43:31.000', text, 'INFO'],
      ['09:43:31.000', text, 'INFO'],
    ]);
  });
});

describe('an object in a statement', () => {
  it.each([
    [5, [3, 1, 1]],
    [6, [5]],
  ])('belongs to it, by version %i, in records of %j lines', (version, expected) => {
    const text = query('', 'SET timestamp=1796031811;', "insert ('", '{"level":"error"}', "');");
    expect(textsOf(text, version).map((each) => each.split('\n').length)).toEqual(expected);
  });
});
