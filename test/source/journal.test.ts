import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLineParser } from '../../packages/contract/src/formats/create-line-parser.ts';
import { EVENTS } from '../../packages/contract/src/formats/samples/events/multi-line-events.ts';
import { startApp } from '../harness/apps/start-app.ts';
import { waitFor } from '../harness/wait-for.ts';
import {
  BOOTS,
  collect,
  entry,
  FIRST_US,
  follow,
  isPossible,
  numbered,
  read,
  useWrittenJournal,
  write,
  writeFile,
} from './written-journal.ts';

/** The journal of systemd: its entries, and where the next source goes on. */

useWrittenJournal();

describe.skipIf(!isPossible)('the journal', () => {
  it('is read from its first boot on and followed, with what its fields say', async () => {
    write(0, 3);
    write(3, 5, BOOTS[1], '_PID=7\nCONTAINER_NAME=web-1\nCONTAINER_ID_FULL=abc\n');
    await using _source = follow();
    await waitFor('five entries', async () => (await collect()).length === 5);
    write(5, 6, BOOTS[1]);
    await waitFor('a sixth entry', async () => (await collect()).length === 6);
    expect((await collect()).toSorted()).toEqual(numbered(6));
    const byMessage = new Map(read.records.map((record) => [record.message, record]));
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
    expect(JSON.stringify(read.records.map(({ attributes }) => attributes))).not.toContain('__CURSOR');
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
    writeFile('bytes.journal', input);
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
    const shown = () => read.records.map(({ message, severity }) => `${severity} ${message}`).toSorted();

    beforeEach(() => {
      const stream = '_TRANSPORT=stdout\n_STREAM_ID=a1\n_PID=7\nPRIORITY=6\n';
      const lines = texts.join('\n').split('\n');
      const entries = lines.map((line, number) =>
        entry(number, BOOTS[0] ?? '', stream)
          .replace(/MESSAGE=.*/, () => `MESSAGE=${line}`)
          .replace(/PRIORITY=\d\n/, ''),
      );
      writeFile('crashes.journal', entries.join(''));
    });

    it('are one record each, read by journalctl', async () => {
      await using _source = follow();
      await waitFor('all records', async () => (await collect()).length >= expected.length);
      expect(shown()).toEqual(expected.toSorted());
    });

    it('are one record each in a file that journalctl has printed', async () => {
      const file = join(read.directory, 'journal.json');
      writeFileSync(file, execFileSync('journalctl', ['--directory', read.journal, '-o', 'json', '--all']));
      const env = { AMQP_URL: read.vhost.url, SOURCE_STATE_DIR: join(read.directory, 'state') };
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
      const before = read.records.length;
      await waitFor('some entries', async () => (await collect()).length > before);
      source.kill('SIGKILL');
      await source.exited;
    }
    await using _source = follow();
    await waitFor('all entries', async () => (await collect()).length >= written, { timeoutMs: 60_000 });
    expect((await collect()).toSorted()).toEqual(numbered(written));
    // The ranges that were read again came under the same ids.
    expect(read.batchIds.length).toBeGreaterThan(new Set(read.batchIds).size);
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
    const formats = join(read.directory, 'formats.yaml');
    const [head, pattern] = [
      'formats:\n  - name: shop\n    ',
      "pattern: 'entry (?P<number>[0-9]+)'\n    numbers: [number]",
    ];
    writeFileSync(formats, `${head}units: ['shop*.service']\n    ${pattern}\n`);
    write(0, 2);
    write(2, 3, BOOTS[1], '_SYSTEMD_UNIT=cron.service\n');
    await using source = follow({ SOURCE_FORMATS: formats });
    await waitFor('three entries', async () => (await collect()).length === 3);
    expect(read.records.map(({ attributes }) => attributes?.number)).toEqual(expect.arrayContaining([0, 1]));
    const metrics = await (await fetch(`${source.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/own_format_records_total\{[^}]*format="shop"[^}]*outcome="matched"[^}]*\} [23]/);
  });

  it('is the same journal with a slash at its end', async () => {
    write(0, 2);
    const first = follow();
    await waitFor('two entries', async () => (await collect()).length === 2);
    await first[Symbol.asyncDispose]();
    write(2, 3);
    await using _second = follow({ SOURCE_JOURNAL: `${read.journal}/` });
    await waitFor('a third entry', async () => (await collect()).length >= 3);
    expect((await collect()).toSorted()).toEqual(numbered(3));
    expect(read.batchIds.length).toBe(new Set(read.batchIds).size);
  });
});
