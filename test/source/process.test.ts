import { appendFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../harness/apps/start-app.ts';
import { takeQueued, takeRecords } from '../harness/broker/queued-records.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** How the source starts and ends. */

let vhost: TestVhost;
let directory: string;

beforeAll(async () => {
  vhost = await openTestVhost();
  directory = mkdtempSync(join(tmpdir(), 'logwarren-source-'));
});

afterAll(async () => {
  await vhost[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

function start(args: string[], env: Record<string, string> = {}) {
  return startApp('source', { AMQP_URL: vhost.url, SOURCE_STATE_DIR: join(directory, 'state'), ...env }, args);
}

/** Starts it as README does, in a folder of its own: no ports and no directory are named. */
function startPlainly(args: string[], env: Record<string, string> = {}) {
  const ports = { HEALTH_PORT: '', SOURCE_PORT: '' };
  return startApp('source', { AMQP_URL: vhost.url, ...ports, ...env }, args, undefined, directory);
}

function followPlainly(pattern: string, env: Record<string, string> = {}) {
  return startPlainly(['--no-http', '--format', 'raw', pattern], env);
}

const takeMessages = async (count: number) => (await takeRecords(vhost, count)).map(({ message }) => message);

describe('a second source on one machine', () => {
  it('finds ports of its own, and says which', async () => {
    await using first = await startPlainly([]).waitListening();
    await using second = await startPlainly([]).waitListening();
    expect(new Set([first, second].flatMap(({ url, healthUrl }) => [url, healthUrl])).size).toBe(4);
    const told = second.logs.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
    expect(told).toContain('The default port is taken; set HEALTH_PORT to choose.');
    expect(told).toContain('The default port is taken; set SOURCE_PORT to choose.');
  });

  it('reads standard input and ends with it', async () => {
    await using _first = await startPlainly([]).waitListening();
    await using second = startPlainly(['--format', 'raw', '-']);
    second.input.end('one\ntwo\n');
    expect(await second.exited).toMatchObject({ code: 0 });
    expect(await takeMessages(2)).toEqual(['one', 'two']);
  });

  it('takes a state directory of its own, and reads each file on from where any of them was', async () => {
    const [one, two] = [join(directory, 'one.log'), join(directory, 'two.log')];
    writeFileSync(one, 'a\n');
    writeFileSync(two, 'b\n');
    const first = followPlainly(one);
    await first.waitForLog(({ msg }) => /File is new/.test(msg));
    const second = followPlainly(two);
    await second.waitForLog(({ msg }) => /File is new/.test(msg));
    expect(second.logs.map(({ msg }) => msg)).toContain('Another source has the default state directory.');
    expect((await takeMessages(2)).toSorted()).toEqual(['a', 'b']);
    for (const source of [first, second]) await source[Symbol.asyncDispose]();
    appendFileSync(one, 'c\n');
    appendFileSync(two, 'd\n');
    // Now the other one starts first and has the default directory.
    await using _second = followPlainly(two);
    await _second.waitForLog(({ msg }) => /Following file again/.test(msg));
    await using _first = followPlainly(one);
    expect((await takeMessages(2)).toSorted()).toEqual(['c', 'd']);
  });

  it('does not follow a file that another one follows, and says which', async () => {
    const file = join(directory, 'followed.log');
    writeFileSync(file, 'once\n');
    await using first = followPlainly(file);
    await first.waitForLog(({ msg }) => /File is new/.test(msg));
    await using second = followPlainly(file);
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.logs).toContainEqual(expect.objectContaining({ code: 'file-in-use' }));
    expect(second.logs.map(({ msg }) => msg).join('\n')).toMatch(/another source follows .*followed\.log/);
    appendFileSync(file, 'twice\n');
    expect(await takeMessages(2)).toEqual(['once', 'twice']);
  });

  it('leaves a file that its glob finds later to the one that follows it, and reads on when that one has ended', async () => {
    const [own, shared] = [join(directory, 'glob-own.log'), join(directory, 'shared.txt')];
    writeFileSync(own, 'own\n');
    writeFileSync(shared, 'shared\n');
    const first = followPlainly(shared);
    await first.waitForLog(({ msg }) => /File is new/.test(msg));
    await using second = followPlainly(join(directory, 'glob-*.log'));
    await second.waitForLog(({ msg }) => /File is new/.test(msg));
    linkSync(shared, join(directory, 'glob-link.log'));
    const isLeft = ({ msg }: { msg: string }) => /^Another source follows this file/.test(msg);
    await second.waitForLog(isLeft);
    expect((await takeMessages(2)).toSorted()).toEqual(['own', 'shared']);
    await first[Symbol.asyncDispose]();
    appendFileSync(shared, 'more\n');
    expect(await takeMessages(1)).toEqual(['more']);
    expect(second.logs.filter(isLeft)).toHaveLength(1);
  });

  it.each(['{', '', '{"version":99}'])(
    'is not kept from starting by what stands in the directory of an idle one: %j',
    async (text) => {
      const idle = join(directory, '.logwarren', 'source-7');
      mkdirSync(idle, { recursive: true });
      writeFileSync(join(idle, 'files.json'), text);
      const file = join(directory, 'beside-idle.log');
      writeFileSync(file, '');
      await using source = followPlainly(file);
      await source.waitForLog(({ msg }) => /File is new|Following file again/.test(msg));
      const told = source.logs.filter(
        ({ msg }) => msg === 'Cannot read the checkpoint of another source; going on without it.',
      );
      expect(told).toEqual([expect.objectContaining({ level: 'warn', path: expect.stringContaining('source-7') })]);
      rmSync(idle, { recursive: true });
    },
  );
});

describe('what can never work', () => {
  const absent = { AMQP_URL: 'amqp://127.0.0.1:1' };

  it.each([['--no-http', '/nowhere/*.log'], []])(
    'a state directory that is a file ends the start: %j',
    async (...args) => {
      const file = join(directory, 'file');
      writeFileSync(file, '');
      await using source = start(args, { ...absent, SOURCE_STATE_DIR: file });
      expect(await source.exited).toMatchObject({ code: 1 });
      expect(source.logs.map(({ msg }) => msg).join('\n')).toMatch(/cannot use .*file \(SOURCE_STATE_DIR\)/);
    },
  );

  it('a spool directory that the system does not take ends the start', async () => {
    await using source = start([], { ...absent, SOURCE_SPOOL_DIR: '/proc/x' });
    expect(await source.exited).toMatchObject({ code: 1 });
    expect(source.logs.map(({ msg }) => msg).join('\n')).toMatch(/cannot use \/proc\/x \(SOURCE_SPOOL_DIR\)/);
  });

  it('a host that is not of this machine is blamed on its variable', async () => {
    await using source = start([], { SOURCE_HOST: '192.0.2.1' });
    expect(await source.exited).toMatchObject({ code: 1 });
    expect(source.logs.map(({ msg }) => msg).join('\n')).toMatch(/set SOURCE_HOST to an address of this machine/);
  });
});

describe('the source', () => {
  it('ends with its standard input, everything published', async () => {
    await using source = start(['--service', 'pipe', '--format', 'raw', '-']);
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    source.input.end(lines.join('\n'));
    expect(await source.exited).toEqual({ code: 0, signal: null });
    const records = await takeRecords(vhost, lines.length);
    expect(records.map(({ message }) => message)).toEqual(lines);
    expect(records[0]?.service).toBe('pipe');
    expect(source.logs.map(({ msg }) => msg)).toContain('20000 lines, 20000 records sent');
  });

  it('counts lines and records of standard input apart, in the singular too', async () => {
    await using source = start(['-']);
    source.input.end('Exception in thread "main" java.lang.IllegalStateException: no\n\tat com.acme.A.b(A.java:1)\n');
    await source.exited;
    expect(source.logs.map(({ msg }) => msg)).toContain('2 lines, 1 record sent');
    await takeRecords(vhost, 1);
  });

  it('says which of its patterns match no file yet', async () => {
    const there = join(directory, 'there.log');
    writeFileSync(there, '');
    await using source = start([there, join(directory, '*.gone')]);
    const { files } = await source.waitForLog(({ msg }) => /No file matches yet/.test(msg));
    expect(files).toEqual([join(directory, '*.gone')]);
  });

  it('says that a state directory cannot be used, also before files need it', async () => {
    await using source = start([], { SOURCE_STATE_DIR: '/proc/x' });
    const { reason } = await source.waitForLog(({ msg }) => /SOURCE_STATE_DIR cannot be used/.test(msg));
    expect(reason).toMatch(/\/proc\/x/);
  });

  it('publishes what it has read of standard input when it is told to stop', async () => {
    await using source = start(['--format', 'raw', '-']);
    source.input.write('one\ntwo\n');
    await source.waitForLog(({ msg }) => /Dependency is ready/.test(msg));
    let published = 0;
    await waitFor('both records', async () => {
      published += (await takeQueued(vhost)).records.length;
      return published === 2;
    });
    source.kill('SIGTERM');
    expect(await source.exited).toEqual({ code: 0, signal: null });
  });

  it('says which variable to set when its port is in use', async () => {
    await using first = await start([]).waitListening();
    await using second = start([], { SOURCE_PORT: new URL(first.url).port });
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.logs.map(({ msg }) => msg).join('\n')).toMatch(/port is in use; set SOURCE_PORT/);
  });

  it('names all faults of its configuration and ends with 78', async () => {
    await using source = start(['--format', 'xml'], { SOURCE_POLL_MS: 'soon' });
    expect(await source.exited).toMatchObject({ code: 78 });
    const said = source.logs.map(({ msg }) => msg).join('\n');
    expect(said).toContain('SOURCE_POLL_MS: "soon": expected a whole number');
    expect(said).toContain('SOURCE_FORMAT: "xml": is not a format; use auto, json');
  });

  it('does not share its state directory', async () => {
    const log = join(directory, 'shared.log');
    writeFileSync(log, 'one\n');
    await using first = start(['--no-http', log]);
    await first.waitForLog(({ msg }) => /File is new/.test(msg));
    await using second = start(['--no-http', log]);
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.logs.map(({ msg }) => msg).join('\n')).toMatch(/used by another source/);
  });
});
