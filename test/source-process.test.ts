import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeQueued } from './harness/queued-records.ts';
import { startApp } from './harness/start-app.ts';
import { openTestVhost, type TestVhost } from './harness/vhost.ts';
import { waitFor } from './harness/wait-for.ts';

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

describe('the source', () => {
  it('ends with its standard input, everything published', async () => {
    await using source = start(['--service', 'pipe', '--format', 'raw', '-']);
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    source.input.end(lines.join('\n'));
    expect(await source.exited).toEqual({ code: 0, signal: null });
    const { records } = await takeQueued(vhost);
    expect(records.map(({ message }) => message)).toEqual(lines);
    expect(records[0]?.service).toBe('pipe');
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
    expect(source.logs.map(({ msg }) => msg).join('\n')).toMatch(/SOURCE_FORMAT.*SOURCE_POLL_MS/);
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
