import { join } from 'node:path';
import { createLineJoiner, createLineParser, splitRecords } from '@logwarren/contract/formats';
import { expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { parsedFiles, TEXT } from './parsed-files.ts';

const { file, folder } = parsedFiles();

it('prints an object for each record: the first line, the format and the record of a source', async () => {
  const path = file('shop.log.1', TEXT);
  const { code, errors, out } = await runCommand(['parse', '--json', path]);
  expect([code, errors]).toEqual([0, '']);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map((row) => [row.file, row.line, row.format, row.record.service, row.record.severity])).toEqual([
    [path, 1, 'text', 'shop', 'ERROR'],
    [path, 5, 'json', 'pay', 'WARN'],
    [path, 6, 'raw', 'shop', 'INFO'],
  ]);
  expect(rows[0].record).toMatchObject({
    timestamp: '2026-03-09T08:15:30.250Z',
    attributes: { 'log.logger': 'org.example.Shop' },
  });
  const parser = createLineParser({ format: 'auto', fallbackService: 'shop' });
  const texts = splitRecords(Buffer.from(TEXT), createLineJoiner());
  expect(rows.map((row) => row.record.message)).toEqual(texts.map((text) => parser.parse(text, 0).message));
});

it('reads a line of another layout than the lines around it as a source does, wherever it stands', async () => {
  const head = '2026-03-09 08:15:30 INFO [main] saved';
  const odd = '2026-03-09 08:15:31 connection error: timeout';
  const heads = new Array<string>(12).fill(head);
  const lines = [odd, ...heads, odd, ...heads, odd];
  const { out } = await runCommand(['parse', '--json', file('shop.log', lines.join('\n'))]);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map((row) => row.line)).toEqual(lines.map((_, index) => index + 1));
  expect(new Set(rows.map((row) => `${row.format} ${row.record.service}`))).toEqual(new Set(['text shop']));
});

it('shows a table and a summary for people', async () => {
  const { code, out } = await runCommand(['parse', '--text', '--limit', '2', file('shop.log', TEXT)]);
  expect(code).toBe(0);
  expect(out).toMatch(/LINE +TIME +SEVERITY +SERVICE +MESSAGE/);
  expect(out).toContain('1 more; --limit shows them');
  expect(out).toMatch(/records +3\n/);
  expect(out).toMatch(/own time +66\.7%\n/);
  expect(out).toMatch(/services +shop 66\.7%, pay 33\.3%\n/);
});

it('fails with --strict when a record is not understood, and only then', async () => {
  const strange = await runCommand(['parse', '--json', '--strict', file('a.log', TEXT)]);
  expect([strange.code, strange.errors]).toEqual([1, 'logwarren: one record was not recognised\n']);
  const known = await runCommand([
    'parse',
    '--json',
    '--strict',
    file('b.log', TEXT.split('\n').slice(0, 5).join('\n')),
  ]);
  expect([known.code, known.errors]).toEqual([0, '']);
});

it('reads times without a zone as of the one that is named', async () => {
  const time = async (...options: string[]) => {
    const { out } = await runCommand(['parse', '--json', ...options, file('zone.log', TEXT)]);
    return JSON.parse(out.split('\n')[0] ?? '').record.timestamp;
  };
  expect(await time('--time-zone', 'America/New_York')).toBe('2026-03-09T12:15:30.250Z');
  expect(await time('--time-zone', '+01:00')).toBe('2026-03-09T07:15:30.250Z');
  const wrong = await runCommand(['parse', '--time-zone', 'Europe/Berlni', file('zone.log', TEXT)]);
  expect(wrong.code).toBe(64);
  expect(wrong.errors).toContain('Europe/Berlin');
});

const FORMATS = String.raw`
formats:
  - name: billing
    files: ['billing*.log']
    pattern: '(?P<timestamp>\S+ \S+) <(?P<severity>\w+)> (?P<message>.*)'
    time: '%d.%m.%Y %H:%M:%S'
    zone: Europe/Berlin
    severity: { FEHLER: ERROR }
    drop: ['heartbeat']
    examples:
      - text: '14.05.2026 10:00:00 <FEHLER> cannot save'
        gives: { timestamp: 2026-05-14T08:00:00Z, severity: ERROR, message: cannot save }
`;
const ODD = '14.05.2026 10:00:00 <FEHLER> cannot save\n14.05.2026 10:00:01 <INFO> heartbeat\n[warn] slow\n';

it('reads files by formats of your own, and by name what comes on standard input', async () => {
  const formats = file('formats.yaml', FORMATS);
  const read = async (args: string[], env = {}) => {
    const { out } = await runCommand(['parse', '--json', ...args], env);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    return rows.map(({ format, line, record }) => [line, format, record.severity, record.timestamp.slice(0, 16)]);
  };
  const now = expect.stringMatching(/^20/);
  const expected = [
    [1, 'billing', 'ERROR', '2026-05-14T08:00'],
    [3, 'text', 'WARN', now],
  ];
  expect(await read(['--formats', formats, file('billing-1.log', ODD)])).toEqual(expected);
  expect(await read([file('billing-1.log', ODD)], { SOURCE_FORMATS: formats })).toEqual(expected);
  expect(await read(['--formats', formats, '--format', 'billing', file('other.log', ODD)])).toEqual(expected);
  expect((await read(['--formats', formats, file('other.log', ODD)]))[0]?.[1]).not.toBe('billing');
  const summary = await runCommand(['parse', '--text', '--formats', formats, file('billing-1.log', ODD)]);
  expect(summary.out).toMatch(/dropped +1\n/);
  const unknown = await runCommand(['parse', '--formats', formats, '--format', 'biling', '-']);
  expect([unknown.code, unknown.errors]).toEqual([64, expect.stringContaining('raw, billing')]);
});

it('checks a file of formats as compilers do', async () => {
  const good = file('formats.yaml', FORMATS);
  expect(await runCommand(['parse', '--check', good])).toMatchObject({
    code: 0,
    out: `${good}: 1 format, 1 example: all right\n`,
  });
  const bad = file('bad.yaml', FORMATS.replace('08:00:00Z', '10:00:00Z').replace('Europe/Berlin', 'Europe/Berlni'));
  const { code, errors, out } = await runCommand(['parse', '--check', bad]);
  expect([code, errors]).toEqual([1, `logwarren: 1 fault in ${bad}\n`]);
  expect(out).toMatch(/^\S+bad\.yaml:7:11: billing: zone: "Europe\/Berlni" is not a time zone/);
  const json = await runCommand(['parse', '--check', bad, '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ file: bad, line: 7, column: 11 });
  const wrong = file('wrong.yaml', FORMATS.replace('08:00:00Z', '10:00:00Z'));
  expect((await runCommand(['parse', '--check', wrong])).out).toContain(
    'wrong.yaml:12:29: billing: example 1: timestamp is "2026-05-14T08:00:00.000Z", not "2026-05-14T10:00:00Z"',
  );
  const used = await runCommand(['parse', '--formats', bad, '-']);
  expect([used.code, used.errors]).toEqual([64, expect.stringContaining('bad.yaml:7:11: ')]);
  expect((await runCommand(['parse', '--check', join(folder, 'no-such.yaml')])).code).toBe(64);
});

it('counts lines that describe their file apart', async () => {
  const path = file(
    'u_ex260309.log',
    '#Software: Microsoft IIS\n#Fields: date time cs-method cs-uri-stem\n2026-03-09 08:15:30 GET /a\n',
  );
  const { code, out } = await runCommand(['parse', '--strict', '--text', path]);
  expect(code).toBe(0);
  expect(out).toMatch(/header lines +2\n/);
  expect(out).toMatch(/records +1\n/);
});
