import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EVIL, records, run, served, TRACE, useSearchSystem } from './search-system.ts';

/** Characters that a terminal would obey; line ends are ours. */
const UNSAFE = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;

useSearchSystem();

describe('logwarren search', () => {
  it('prints JSON into a pipe, the records of the API, the newest at the end', async () => {
    const { code, errors, out } = await run('search', 'service:cart');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(records(out)).toEqual((await served.system.findAll('service=cart')).reverse());
    expect(records((await run('search', '-n', '2', '--order', 'desc')).out)).toEqual(await served.system.findNewest(2));
    const oldest = records((await run('search', '--order', 'asc', '--limit', '3')).out);
    expect(oldest.map(({ message }) => message)).toEqual(['item 0 added', 'item 1 added', 'item 2 added']);
  });

  it('finds a needle by word, substring, field, time, severity, service and trace', async () => {
    const ways = [
      ['needle9f17'],
      ['*edle9f*'],
      ['user.name:"Ada Lovelace"'],
      ['--from', '2026-11-20 10:00:42', '--to', '2026-11-20T10:00:43Z'],
      ['--since', '2026-11-20T10:00:42Z', '--service', 'cart'],
    ];
    for (const way of ways) {
      const { out } = await run('search', ...way);
      expect(
        records(out).map(({ message }) => message),
        way.join(' '),
      ).toEqual(['cannot find needle9f17']);
    }
    expect(records((await run('search', '--min-severity', 'error')).out)).toHaveLength(2);
    expect(records((await run('search', '--severity', 'warn,error', '--service', 'checkout')).out)).toHaveLength(2);
    expect(records((await run('search', '--trace-id', TRACE)).out)).toHaveLength(2);
  });

  it('prints coloured columns on demand, not wider than asked for, with the words of the query marked', async () => {
    const { out } = await run('search', 'payment', '--color', 'always', '--width', '80');
    expect(out).toContain('\u001b[1m\u001b[91mERROR');
    expect(out).toContain('\u001b[1m\u001b[4mpayment\u001b[24m');
    const [day, first, ...others] = stripVTControlCharacters(out).trimEnd().split('\n');
    expect(day).toBe('── 2026-11-20 UTC ──');
    expect(first).toBe('10:00:40.000 ERROR checkout payment declined: timeout after 3000 ms  status=502');
    for (const line of others) expect(line).toMatch(/^ {28}\S/);
    const plain = await run('search', 'payment', '--text');
    expect(plain.out).not.toContain('\u001b');
    expect(plain.out).toContain(` traceId=${TRACE}`);
  });

  it('shows what happened around each record, once', async () => {
    const { out } = await run('search', 'trying OR declined', '--text', '-B', '1', '-A', '1', '--attributes', 'none');
    expect(out.split('\n').slice(1, -1)).toEqual([
      '> 10:00:40.000 ERROR checkout payment declined: timeout after 3000 ms',
      '> 10:00:41.000 WARN  checkout trying again',
    ]);
    const [{ id }] = records((await run('search', '"item 7"')).out);
    const around = await run('context', id, '-B', '1', '-A', '2', '--text', '--attributes', 'none');
    expect(around.out.split('\n').slice(1, -1)).toEqual([
      '  10:00:06.000 INFO  cart item 6 added',
      '> 10:00:07.000 INFO  cart item 7 added',
      '  10:00:08.000 INFO  cart item 8 added',
      '  10:00:09.000 INFO  cart item 9 added',
    ]);
    expect(records((await run('context', id, '-B', '0', '-A', '0')).out)[0].record.id).toBe(id);
  });

  it('says that there is more, or nothing', async () => {
    expect((await run('search', '--text', '-n', '3')).errors).toBe(
      'There are more: --limit 30, or logwarren export.\n',
    );
    expect(await run('search', '--text', 'nowhere')).toEqual({ code: 0, out: '', errors: 'Nothing found.\n' });
    expect(await run('search', 'nowhere')).toEqual({ code: 0, out: '', errors: '' });
    const early = await run('search', 'needle9f17', '--to', '2026-11-20', '--text');
    expect(early.errors).toMatch(
      /^Nothing found\.\nThere are records at other times; the newest is from 2026-11-20 10:00:42 UTC\.\n$/,
    );
  });
});

describe('what a stranger wrote into a log', () => {
  it.each([
    [['search', 'before', '--text']],
    [['search', 'before', '--text', '-v']],
    [['search', 'before', '--text', '--attributes', 'all', '-C', '1']],
    [['search', 'before']],
    [['export']],
    [['stats', '--text']],
    [['patterns', '--text', '--examples']],
    [['patterns']],
    [['fields', '--text']],
    [['fields', '--values', 'service', '--values', 'key\u202e', '--text']],
  ])('does nothing to the terminal: %j', async (args) => {
    const { code, out } = await run(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/evil|owned|key/);
    expect(out).not.toMatch(UNSAFE);
  });

  it('is the same for programs', async () => {
    const [found] = records((await run('search', 'before')).out);
    // Sequences of terminals are taken out when a record is read, those of eight bits too; what else stands there stays.
    const message = EVIL.replace('\u001b]0;owned\u0007\u001b[31m', '').replace('\u009b2J', '');
    expect(found).toMatchObject({ message, attributes: { 'key\u202e': 'value' } });
  });
});

describe('what is wrong', () => {
  it('a query is shown with the place and a hint, exit code 64', async () => {
    expect(await run('search', 'timeout', 'AND', 'level:loud')).toEqual({
      code: 64,
      out: '',
      errors: [
        'logwarren: the query cannot be read: "loud" is not a severity',
        '  timeout AND level:loud',
        '                    ^',
        "  use TRACE, DEBUG, INFO, WARN, ERROR, FATAL, or another logger's word such as warning, err or critical; " +
          'to search for it as a text, put all of it into quotation marks: "timeout AND level:loud"',
        '',
      ].join('\n'),
    });
    const commands = ['tail', 'stats', 'patterns', 'fields', 'export'];
    const results = await Promise.all(commands.map((command) => run(command, 'level:loud')));
    for (const result of results) expect(result).toMatchObject({ code: 64, out: '' });
  });

  it('options are named, exit code 64', async () => {
    const { code, errors } = await run('search', '--from', 'yesterday', '--min-severity', 'loud');
    expect(code).toBe(64);
    expect(errors).toMatch(/^logwarren: --min-severity "loud".*\n--from "yesterday" is not a time; .*\n$/);
    for (const args of [
      ['saerch'],
      ['search', '--limt', '3'],
      ['search', '-f', '--order', 'asc'],
      ['export', '--columns', 'a'],
    ]) {
      expect((await run(...args)).code, args.join(' ')).toBe(64);
    }
    expect((await run('saerch')).errors).toContain('Did you mean search?');
  });

  it('a service that is away is one line, exit code 69', async () => {
    for (const args of [['search', 'x'], ['tail'], ['export'], ['stats'], ['context', TRACE]]) {
      const result = await run('--url', 'http://127.0.0.1:9', ...args);
      expect(result, args[0]).toMatchObject({ code: 69, out: '' });
      expect(result.errors).toMatch(/^logwarren: cannot reach http:\/\/127\.0\.0\.1:9: .*\n$/);
    }
  });

  it('a record that is not there is exit code 1', async () => {
    const { code, errors } = await run('context', '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011');
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('there is no record') });
  });
});

describe('summaries', () => {
  it('stats counts by severity, time and service', async () => {
    const { out } = await run('stats', '--text', '--since', '2026-11-20', '--to', '2026-11-21');
    expect(out).toMatch(/^35 records {2}2026-11-20 00:00:00 to 2026-11-21 00:00:00 UTC \(1 d\)\n/);
    expect(out).toMatch(/^INFO +32 +91\.4% +█/m);
    expect(out).toMatch(/^checkout +2 +1 +50\.0% +1$/m);
    expect(out).toMatch(/^errors +█ +at most 2$/m);
    const [stats] = records((await run('stats', '--service', 'checkout')).out);
    expect(stats).toMatchObject({ total: 2, bySeverity: { ERROR: 1, WARN: 1 }, histogram: { complete: true } });
  });

  it('patterns groups messages, fields lists what there is and its values', async () => {
    const { out } = await run('patterns', '--text', '--service', 'cart', '--exact');
    expect(out).toMatch(/^ +30 +96\.8% .* INFO +item <n> added$/m);
    expect(records((await run('patterns', '--service', 'cart')).out)[0]).toMatchObject({
      pattern: 'item <n> added',
      count: 30,
    });
    expect((await run('fields', '--text', '--exact')).out).toMatch(/^user\.name +string +1 +2\.9%$/m);
    expect((await run('fields', '--text', '--exact', '--values', 'status')).out).toMatch(/^502 +1 +100\.0% +█+$/m);
    expect((await run('fields', '--text', '--values', 'nothing')).out).toBe('No record has nothing.\n');
  });
});
