import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { LOG_EXCHANGE } from '@logwarren/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';

/** The search side of `logwarren`, as processes of their own against a running system. */

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const EVIL = 'before \u001b]0;owned\u0007\u001b[31m \u009b2J \u202egnp.exe\r\nFAKE 2026 ERROR line';
/** What a terminal would obey; line ends are ours. */
const UNSAFE = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;
let system: TestSystem;

beforeAll(async () => {
  system = await openTestSystem();
  await system.start('collector').waitReady();
  const records = [
    ...Array.from({ length: 30 }, (_, i) => ({ service: 'cart', level: 'info', msg: `item ${i} added`, at: i, n: i })),
    {
      service: 'checkout',
      level: 'error',
      msg: 'payment declined: timeout after 3000 ms',
      at: 40,
      traceId: TRACE,
      status: 502,
    },
    { service: 'checkout', level: 'warn', msg: 'trying again', at: 41, traceId: TRACE },
    { service: 'cart', level: 'info', msg: 'cannot find needle9f17', at: 42, user: { name: 'Ada Lovelace' } },
    { service: 'evil\u001b[2Jservice', level: 'fatal', msg: EVIL, at: 43, 'key\u001b[1m\u202e': 'value\u009b31m' },
    { service: 'sheet', level: 'info', msg: '=HYPERLINK("http://evil","x"),\n"second line"', at: 44 },
  ];
  for (const { at, ...record } of records) {
    const timestamp = new Date(Date.parse('2026-11-20T10:00:00Z') + at * 1000).toISOString();
    await system.vhost.publish(LOG_EXCHANGE, 'x.y', JSON.stringify({ timestamp, ...record }));
  }
  await system.waitForTotal(records.length);
});

afterAll(() => system[Symbol.asyncDispose]());

function run(...args: string[]): Promise<CommandResult> {
  return runCommand(args, { LOGWARREN_URL: system.search.url, TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' });
}

function records(out: string) {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('logwarren search', () => {
  it('prints JSON into a pipe, the records of the API, the newest at the end', async () => {
    const { code, errors, out } = await run('search', 'service:cart');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(records(out)).toEqual((await system.findAll('service=cart')).reverse());
    expect(records((await run('search', '-n', '2', '--order', 'desc')).out)).toEqual(await system.findNewest(2));
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

describe('logwarren export', () => {
  it('writes every record, counted, without the line that ends it', async () => {
    const file = join(system.dir, 'all.ndjson.gz');
    const { code, errors } = await run('export', '-o', file);
    expect({ code, errors }).toEqual({
      code: 0,
      errors: expect.stringMatching(/^35 records in .*all\.ndjson\.gz, .*\n$/),
    });
    expect(existsSync(`${file}.part`)).toBe(false);
    expect(records(gunzipSync(readFileSync(file)).toString())).toEqual(await system.findAll(''));
    const ascending = records((await run('export', '--order', 'asc', 'item')).out);
    expect(ascending.map(({ message }) => message)).toEqual(Array.from({ length: 30 }, (_, i) => `item ${i} added`));
  });

  it('writes CSV with columns, whose cells are no formulas', async () => {
    const file = join(system.dir, 'some.csv');
    const { errors } = await run(
      'export',
      'service:sheet OR status:502',
      '-o',
      file,
      '--columns',
      'service,message',
      '--columns',
      'status',
    );
    expect(errors).toMatch(/^2 records in /);
    expect(readFileSync(file, 'utf8')).toBe(
      'service,message,status\r\nsheet,"\'=HYPERLINK(""http://evil"",""x""),\n""second line""",\r\n' +
        'checkout,payment declined: timeout after 3000 ms,502\r\n',
    );
    expect((await run('export', '--format', 'csv', 'needle9f17')).out.split('\r\n')).toHaveLength(3);
  });

  it('compresses into a pipe, and writes into what is no ordinary file', async () => {
    const { stdout } = await shell(`"$NODE" "$MAIN" export --gzip | gzip -dc | wc -l`);
    expect(stdout.trim()).toBe('35');
    expect((await run('export', '-o', '/dev/null')).code).toBe(0);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });

  it('names a file that cannot be written', async () => {
    const { code, errors } = await run('export', '-o', join(system.dir, 'nowhere', 'file'));
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^logwarren: cannot write .*ENOENT.*\n$/),
    });
  });

  it('writes to standard output where a file is named -, and what is beside it to standard error', async () => {
    const { code, errors, out } = await run('export', '-o', '-', 'service:cart');
    expect({ code, errors }).toEqual({
      code: 0,
      errors: expect.stringMatching(/^31 records, [\d.]+ \w+ of text\.\n$/),
    });
    expect(records(out)).toEqual(await system.findAll('service=cart'));
    const csv = await run('export', '-o', '-', '--format', 'csv', '--columns', 'message', 'needle9f17');
    expect(csv.out).toBe('message\r\ncannot find needle9f17\r\n');
    const piped = await shell(`"$NODE" "$MAIN" export -o - --gzip 2>"$ERRORS" | gzip -dc | wc -l`, {
      ERRORS: join(system.dir, 'errors'),
    });
    expect({ ...piped, errors: readFileSync(join(system.dir, 'errors'), 'utf8') }).toEqual({
      stdout: expect.stringMatching(/^\s*35\n$/),
      stderr: '',
      errors: expect.stringMatching(/^35 records, /),
    });
    expect(existsSync('-')).toBe(false);
    expect(existsSync('-.part')).toBe(false);
  });

  it('to standard output ends quietly, too, when the reader has enough', async () => {
    const line = `"$NODE" "$MAIN" export -o - 2>/dev/null | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const [record = '', code] = (await shell(line)).stdout.trim().split('\n');
    expect(JSON.parse(record)).toHaveProperty('message');
    expect(['0', '141']).toContain(code);
  });

  it('fails at once where standard output is closed, and writes into a file all the same', async () => {
    for (const options of ['', '-o -', '--gzip', '-o - --gzip', '--format csv', 'nowhere']) {
      const { stderr, stdout } = await shell(`"$NODE" "$MAIN" export ${options} >&-; echo $?`);
      expect({ stderr, stdout }, options).toEqual({
        stderr: 'logwarren: cannot write standard output: it is closed; use --output\n',
        stdout: '1\n',
      });
    }
    const file = join(system.dir, 'closed.ndjson');
    const { stdout } = await shell(`"$NODE" "$MAIN" export -o "$FILE" service:cart >&-; echo $?`, { FILE: file });
    expect(stdout).toBe('0\n');
    expect(records(readFileSync(file, 'utf8'))).toHaveLength(31);
  });

  it('of nothing is 0 bytes, and says that there is nothing', async () => {
    for (const [name, bytes] of [
      ['none.ndjson', 0],
      ['none.ndjson.gz', 0],
      ['none.csv', 'message\r\n'.length],
    ] as const) {
      const file = join(system.dir, name);
      const columns = name.endsWith('csv') ? ['--columns', 'message'] : [];
      expect(await run('export', '-o', file, ...columns, 'nowhere'), name).toEqual({
        ...{ code: 0, out: '' },
        errors: `Nothing found.\n0 records in ${file}, ${bytes} bytes of text.\n`,
      });
      const content = readFileSync(file);
      expect((name.endsWith('gz') ? gunzipSync(content) : content).length, name).toBe(bytes);
    }
    expect(await run('export', '-o', '-', 'nowhere')).toEqual({
      ...{ code: 0, out: '' },
      errors: 'Nothing found.\n0 records, 0 bytes of text.\n',
    });
  });

  it('says when standard output takes no more, as on a full disk', async () => {
    for (const command of ['export', 'export -o -', 'stats']) {
      const { stderr, stdout } = await shell(`"$NODE" "$MAIN" ${command} >/dev/full; echo $?`);
      expect({ stderr, stdout }, command).toEqual({
        stderr: expect.stringMatching(/^logwarren: cannot write to standard output: .*ENOSPC.*\n$/),
        stdout: '1\n',
      });
    }
  });

  it('ends quietly when the reader of the pipe has enough', async () => {
    const { stderr, stdout } = await shell(`"$NODE" "$MAIN" export | head -n 1 >/dev/null; echo "\${PIPESTATUS[0]}"`);
    // Few records may be written before head has gone.
    expect(['0', '141']).toContain(stdout.trim());
    expect(stderr).toBe('');
  });
});

/** Runs a line in bash. */
function shell(line: string, env: Record<string, string> = {}): Promise<{ stdout: string; stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  const all = { ...process.env, NODE: process.execPath, MAIN, LOGWARREN_URL: system.search.url, ...env };
  execFile('bash', ['-c', line], { env: all }, (error, stdout, stderr) =>
    error ? reject(error) : resolve({ stdout, stderr }),
  );
  return promise;
}

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

describe('logwarren completion', () => {
  it('prints a script for bash that is one, and completes commands, services, fields and values', async () => {
    const { out } = await run('completion', 'bash');
    await shell('bash -n <(printf %s "$SCRIPT")', { SCRIPT: out });
    const complete = async (line: string) => {
      const words = line
        .split(/(?<=[ :])|(?=:)/)
        .map((word) => word.trim())
        .filter((word, index, all) => word !== '' || index === all.length - 1);
      const script = `compopt() { :; }; eval "$SCRIPT"; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMP_CWORD=${words.length - 1}; _logwarren; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return (await shell(script, { SCRIPT: out })).stdout.trim().split('\n');
    };
    expect(await complete('logwarren exp')).toEqual(['export']);
    expect(await complete('logwarren search --service ')).toEqual(expect.arrayContaining(['cart', 'checkout']));
    expect(await complete('logwarren search user.')).toEqual(['user.name:']);
    // Bash begins a new word at the colon, and gets what follows it.
    expect(await complete('logwarren search status:5')).toEqual(['502']);
    expect(await complete('logwarren search $(touch /tmp/never) --sev')).toEqual(['--severity']);
  });

  it('prints scripts for zsh and fish', async () => {
    expect((await run('completion', 'zsh')).out).toMatch(/^#compdef logwarren\n/);
    expect((await run('completion', 'fish')).out).toContain("complete -c logwarren -f -a '(__logwarren_suggestions)'");
  });
});

it('help is there at once, with examples', async () => {
  // Processor time, because the machine does other things too; the first run compiles.
  const times = `TIMEFORMAT='%U %S'; for i in 1 2 3 4; do time "$NODE" "$MAIN" --help >/dev/null; done`;
  const { stderr } = await shell(times);
  const seconds = stderr
    .trim()
    .split('\n')
    .map((line) => line.split(' ').reduce((sum, part) => sum + Number(part), 0));
  expect(seconds).toHaveLength(4);
  expect(Math.min(...seconds)).toBeLessThan(0.5);
  expect((await run('--help')).out).toContain('Exit codes:');
  expect((await run('help', 'search')).out).toContain('Examples:\n  logwarren search timeout\n');
});

it('the script in the root works in every folder, also through a link, and keeps the exit code', async () => {
  const script = join(import.meta.dirname, '..', '..', 'logwarren');
  const folder = mkdtempSync(join(tmpdir(), 'logwarren elsewhere '));
  symlinkSync(script, join(folder, 'lw'));
  const found = await shell(`cd '${folder}' && '${script}' search needle9f17`);
  expect(records(found.stdout)).toHaveLength(1);
  const linked = await shell(`cd '${folder}' && ./lw export needle9f17 -o found.ndjson; ./lw search --limit; echo $?`);
  expect(records(readFileSync(join(folder, 'found.ndjson'), 'utf8'))).toEqual(records(found.stdout));
  expect(linked.stdout.trim()).toBe('64');
  rmSync(folder, { recursive: true });
});

it('npx finds the command in the root of the workspace, installed or not', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const { stdout } = await shell(`cd '${root}' && node_modules/.bin/logwarren search needle9f17`);
  expect(records(stdout)).toHaveLength(1);
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const uninstalled = await shell(`cd '${root}' && "$NODE" '${bin.logwarren}' search needle9f17`);
  expect(uninstalled.stdout.trimEnd().split('\n').at(-1)).toBe(stdout.trimEnd());
});
