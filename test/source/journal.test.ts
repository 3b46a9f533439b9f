import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLineParser } from '../../packages/contract/src/formats/create-line-parser.ts';
import { EVENTS } from '../../packages/contract/src/formats/samples/events/multi-line-events.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/**
 * The journal of systemd: files that systemd-journal-remote writes, read by a real journalctl. `apt-get install
 * systemd-journal-remote` lets the tests run where they are skipped.
 */

const REMOTE = ['/usr/lib/systemd', '/lib/systemd']
  .map((folder) => `${folder}/systemd-journal-remote`)
  .find(existsSync);
const isPossible = REMOTE !== undefined && spawnSync('journalctl', ['--version']).status === 0;
if (!isPossible) console.warn('Skipped: journalctl or systemd-journal-remote is not installed.');

const BOOTS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];
const FIRST_US = 1_715_680_800_123_456;

let vhost: TestVhost;
let directory: string;
let journal: string;
let files = 0;
let records: QueuedRecord[];
let batchIds: string[];

beforeEach(async () => {
  vhost = await openTestVhost();
  directory = mkdtempSync(join(tmpdir(), 'logwarren-journal-'));
  journal = join(directory, 'journal');
  mkdirSync(journal);
  records = [];
  batchIds = [];
});

afterEach(async () => {
  await vhost[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

/** Adds a file with so many entries, numbered on. */
function write(from: number, to: number, boot = BOOTS[0] ?? '', more = ''): void {
  const entries = Array.from({ length: to - from }, (_, i) => entry(from + i, boot, more));
  files += 1;
  const path = join(journal, `part${files}.journal`);
  execFileSync(REMOTE as string, ['-o', path, '-'], { input: entries.join(''), stdio: ['pipe', 'ignore', 'ignore'] });
}

function entry(number: number, boot: string, more: string): string {
  const time = `__REALTIME_TIMESTAMP=${FIRST_US + number * 1_000}\n__MONOTONIC_TIMESTAMP=${1 + number * 1_000}\n_BOOT_ID=${boot}\n`;
  return `${time}PRIORITY=${number % 8}\nSYSLOG_IDENTIFIER=shop\n_SYSTEMD_UNIT=shop.service\n${more}MESSAGE=entry ${number}\n\n`;
}

function follow(env: Record<string, string> = {}): App {
  const own = { AMQP_URL: vhost.url, SOURCE_STATE_DIR: join(directory, 'state'), SOURCE_JOURNAL: journal };
  return startApp('source', { ...own, ...env }, ['--no-http']);
}

/** Messages so far, as a collector would store them. */
async function collect(): Promise<string[]> {
  const taken = await takeQueued(vhost);
  const known = new Set(records.map(({ id }) => id));
  records.push(...taken.records.filter(({ id }) => !known.has(id)));
  batchIds.push(...taken.batchIds);
  return records.map(({ message }) => message);
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `entry ${i}`).toSorted();

describe.skipIf(!isPossible)('the journal', () => {
  it('is read from its first boot on and followed, with what its fields say', async () => {
    write(0, 3);
    write(3, 5, BOOTS[1], '_PID=7\nCONTAINER_NAME=web-1\nCONTAINER_ID_FULL=abc\n');
    await using _source = follow();
    await waitFor('five entries', async () => (await collect()).length === 5);
    write(5, 6, BOOTS[1]);
    await waitFor('a sixth entry', async () => (await collect()).length === 6);
    expect((await collect()).toSorted()).toEqual(numbered(6));
    const byMessage = new Map(records.map((record) => [record.message, record]));
    expect(byMessage.get('entry 3')).toMatchObject({
      ...{ service: 'web-1', severity: 'ERROR', timestamp: Math.floor(FIRST_US / 1000) + 3, nanos: 456_000 },
      attributes: {
        'process.pid': 7,
        'systemd.unit': 'shop.service',
        'container.name': 'web-1',
        'container.id': 'abc',
      },
    });
    expect(byMessage.get('entry 0')).toMatchObject({ service: 'shop', attributes: { 'systemd.unit': 'shop.service' } });
    expect(JSON.stringify(records.map(({ attributes }) => attributes))).not.toContain('__CURSOR');
  });

  it('holds bytes that are not UTF-8, colours and long texts', async () => {
    const long = `HEAD ${'x'.repeat(300_000)} TAIL`;
    const message = (text: string, encoding: BufferEncoding) => {
      const bytes = Buffer.from(text, encoding);
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(bytes.length));
      return Buffer.concat([Buffer.from('MESSAGE\n'), size, bytes, Buffer.from('\n\n')]);
    };
    const head = (number: number) => Buffer.from(entry(number, BOOTS[0] ?? '', '').split('MESSAGE=')[0] ?? '');
    const texts = [
      message('caf\xe9 closed', 'latin1'),
      message('\u001b[31mred\u001b[0m \u2026', 'utf8'),
      message(long, 'utf8'),
    ];
    const input = Buffer.concat(texts.flatMap((text, number) => [head(number), text]));
    const path = join(journal, 'bytes.journal');
    execFileSync(REMOTE as string, ['-o', path, '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
    await using _source = follow();
    await waitFor('three entries', async () => (await collect()).length === 3);
    const [red, cafe, cut] = (await collect()).toSorted((a, b) => a.length - b.length);
    expect(cafe).toBe('café closed');
    expect(red).toBe('red …');
    expect([cut?.slice(0, 6), cut?.slice(-6)]).toEqual(['HEAD x', 'x TAIL']);
  });

  describe('crashes that a unit prints line by line', () => {
    const WORDS = 'worker is ready';
    const closed = EVENTS.filter(({ isOpenEnded, mayFollowWords }) => !isOpenEnded && !mayFollowWords);
    // journald leaves blank lines out.
    const texts = closed.flatMap(({ text }) => [WORDS, text.replaceAll(/\n{2,}/g, '\n')]);
    const parser = createLineParser({ format: 'auto', fallbackService: 'shop' });
    const expected = texts.map((text) => {
      const entry = { _TRANSPORT: 'stdout', PRIORITY: '6', _PID: '7', MESSAGE: text };
      const { message, severity } = parser.parse(JSON.stringify(entry), FIRST_US / 1000);
      return `${severity} ${message}`;
    });
    const shown = () => records.map(({ message, severity }) => `${severity} ${message}`).toSorted();

    beforeEach(() => {
      const stream = '_TRANSPORT=stdout\n_STREAM_ID=a1\n_PID=7\nPRIORITY=6\n';
      const lines = texts.join('\n').split('\n');
      const entries = lines.map((line, number) =>
        entry(number, BOOTS[0] ?? '', stream)
          .replace(/MESSAGE=.*/, () => `MESSAGE=${line}`)
          .replace(/PRIORITY=\d\n/, ''),
      );
      const path = join(journal, 'crashes.journal');
      const options = { input: entries.join(''), stdio: ['pipe', 'ignore', 'ignore'] as ('pipe' | 'ignore')[] };
      execFileSync(REMOTE as string, ['-o', path, '-'], options);
    });

    it('are one record each, read by journalctl', async () => {
      await using _source = follow();
      await waitFor('all records', async () => (await collect()).length >= expected.length);
      expect(shown()).toEqual(expected.toSorted());
    });

    it('are one record each in a file that journalctl has printed', async () => {
      const file = join(directory, 'journal.json');
      writeFileSync(file, execFileSync('journalctl', ['--directory', journal, '-o', 'json', '--all']));
      const env = { AMQP_URL: vhost.url, SOURCE_STATE_DIR: join(directory, 'state') };
      await using _source = startApp('source', env, ['--no-http', file]);
      await waitFor('all records', async () => (await collect()).length >= expected.length);
      expect(shown()).toEqual(expected.toSorted());
    });
  });

  it('is collected whole and once although the source is killed again and again', async () => {
    let written = 0;
    for (let round = 0; round < 6; round++) {
      write(written, written + 700);
      written += 700;
      const source = follow();
      const before = records.length;
      await waitFor('some entries', async () => (await collect()).length > before);
      source.kill('SIGKILL');
      await source.exited;
    }
    await using _source = follow();
    await waitFor('all entries', async () => (await collect()).length >= written, { timeoutMs: 60_000 });
    expect((await collect()).toSorted()).toEqual(numbered(written));
    // The ranges that were read again came under the same ids.
    expect(batchIds.length).toBeGreaterThan(new Set(batchIds).size);
  });

  it('is read on by the next source, and from its end where that is asked for', async () => {
    write(0, 2);
    const first = follow({ SOURCE_START: 'end' });
    await first.waitForLog(({ msg }) => msg === 'Health server listens.');
    await waitFor('a ready source', async () => (await fetch(`${first.healthUrl}/readyz`)).ok);
    write(2, 4);
    await waitFor('the new entries', async () => (await collect()).length === 2);
    await first[Symbol.asyncDispose]();
    write(4, 5);
    await using _second = follow();
    await waitFor('the next entry', async () => (await collect()).length === 3);
    expect((await collect()).toSorted()).toEqual(['entry 2', 'entry 3', 'entry 4']);
  });

  it('is read by formats of your own for its units', async () => {
    const formats = join(directory, 'formats.yaml');
    const [head, pattern] = [
      'formats:\n  - name: shop\n    ',
      "pattern: 'entry (?P<number>[0-9]+)'\n    numbers: [number]",
    ];
    writeFileSync(formats, `${head}units: ['shop*.service']\n    ${pattern}\n`);
    write(0, 2);
    write(2, 3, BOOTS[1], '_SYSTEMD_UNIT=cron.service\n');
    await using source = follow({ SOURCE_FORMATS: formats });
    await waitFor('three entries', async () => (await collect()).length === 3);
    expect(records.map(({ attributes }) => attributes?.number)).toEqual(expect.arrayContaining([0, 1]));
    const metrics = await (await fetch(`${source.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/own_format_records_total\{[^}]*format="shop"[^}]*outcome="matched"[^}]*\} [23]/);
  });

  it('is the same journal with a slash at its end', async () => {
    write(0, 2);
    const first = follow();
    await waitFor('two entries', async () => (await collect()).length === 2);
    await first[Symbol.asyncDispose]();
    write(2, 3);
    await using _second = follow({ SOURCE_JOURNAL: `${journal}/` });
    await waitFor('a third entry', async () => (await collect()).length >= 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
    expect(batchIds.length).toBe(new Set(batchIds).size);
  });

  it('is read as systemd before 240 prints it, with blanks around colons', async () => {
    write(0, 3);
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v journalctl'], { encoding: 'utf8' }).trim();
    const blanks = `sed -u -e 's/":"/" : "/g' -e 's/^{/{ /'`;
    writeFileSync(join(bin, 'journalctl'), `#!/bin/bash\nexec ${real} "$@" > >(exec ${blanks})\n`);
    chmodSync(join(bin, 'journalctl'), 0o755);
    await using _source = follow({ PATH: `${bin}:${process.env.PATH}` });
    await waitFor('three entries', async () => (await collect()).length === 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
  });

  it('does not hold up a stop when a wrapper leaves journalctl alive', async () => {
    write(0, 2);
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v journalctl'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\n${real} "$@"\ntrue\n`);
    chmodSync(join(bin, 'journalctl'), 0o755);
    const source = follow({ PATH: `${bin}:${process.env.PATH}` });
    await waitFor('two entries', async () => (await collect()).length === 2);
    source.kill('SIGTERM');
    expect((await source.exited).code).toBe(0);
  });

  it('is read on when journalctl dies', async () => {
    write(0, 2);
    const pids = join(directory, 'pids');
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v journalctl'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\necho $$ >>${pids}\nexec ${real} "$@"\n`);
    chmodSync(join(bin, 'journalctl'), 0o755);
    await using source = follow({ PATH: `${bin}:${process.env.PATH}` });
    await waitFor('two entries', async () => (await collect()).length === 2);
    process.kill(Number(readFileSync(pids, 'utf8').trim().split('\n').at(-1)), 'SIGKILL');
    write(2, 3);
    await waitFor('a third entry', async () => (await collect()).length === 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
    expect(source.logs.some(({ msg }) => msg === 'journalctl has ended; starting it again.')).toBe(true);
  });
});

it('a source without journalctl, or with a wrong directory, says so and ends', async () => {
  const missing = follow({ PATH: join(directory, 'empty') });
  expect((await missing.exited).code).toBe(1);
  expect(JSON.stringify(missing.logs)).toMatch(/install systemd/);
  const wrong = follow({ SOURCE_JOURNAL: join(directory, 'nowhere') });
  expect((await wrong.exited).code).toBe(1);
  expect(JSON.stringify(wrong.logs)).toMatch(/neither system nor a directory/);
});
