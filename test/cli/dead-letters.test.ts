import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_EXCHANGE, LOG_QUEUE } from '@logwarren/broker';
import { BATCH_TYPE } from '@logwarren/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { letterClient } from '../harness/dead-letters.ts';

/** `logwarren dlq`, as a process of its own against a running system. */

const EVIL = 'no log line \u001b]0;owned\u0007 \u202ereversed';
let system: TestSystem;
let url: string;

beforeAll(async () => {
  system = await openTestSystem();
  await system.start('collector').waitReady();
  url = system.search.url;
  await system.vhost.publish(LOG_EXCHANGE, 'INFO.shop', EVIL, { type: BATCH_TYPE, message_id: 'evil' });
  await system.vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#');
  const line = '2026-11-21T10:15:30Z shop INFO good';
  await system.vhost.publish(LOG_EXCHANGE, 'INFO.shop', line, { message_id: 'good', timestamp: 1_795_255_200 });
  await system.vhost.bind(LOG_EXCHANGE, LOG_QUEUE, '#');
  await letterClient(url).waitFor(2);
});

afterAll(() => system[Symbol.asyncDispose]());

const dlq = (...args: string[]) => runCommand(['dlq', ...args], { LOGWARREN_SEARCH_URL: url });

async function idOf(reason: string): Promise<string> {
  const { out } = await runCommand(['--json', '--search', url, 'dlq', 'list', '--reason', reason]);
  return JSON.parse(out).id;
}

describe('logwarren dlq', () => {
  it('lists letters, and lets nothing through that a terminal would obey', async () => {
    const { code, out } = await dlq('list');
    expect(code).toBe(0);
    const [headings, ...rows] = out.trimEnd().split('\n');
    expect(headings).toMatch(/^ID +STATE +LAST FAILED +COUNT +REASON +SERVICE +EXPLANATION$/);
    expect(rows).toHaveLength(2);
    for (const unsafe of ['\u001b', '\u0007', '\u202e']) expect(out).not.toContain(unsafe);
  });

  it('shows one with its bytes, and saves all of them', async () => {
    const id = await idOf('body-not-json');
    const { out } = await dlq('show', id);
    expect(out).toContain('reason:       body-not-json');
    expect(out).toContain('\\u001b]0;owned');
    expect(out).not.toContain('\u001b');
    expect((await dlq('show', id, '--hex')).out).toContain('00000000  6e 6f 20 6c 6f 67');
    const file = join(mkdtempSync(join(system.dir, 'x')), 'bytes');
    expect((await dlq('show', id, '--save', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(EVIL);
  });

  it('says with --dry-run what would become of them, with exit code 1 if one would fail again', async () => {
    const { code, out } = await dlq('replay', '--all', '--dry-run');
    expect(out).toContain('1 would be stored, 1 would fail again.');
    expect(code).toBe(1);
    expect((await dlq('replay', '--reason', 'unrouted', '--dry-run')).code).toBe(0);
  });

  it('replays, waits, and the record is found', async () => {
    expect((await dlq('replay', '--reason', 'unrouted', '--wait')).out).toBe('1 dead letter is sent again.\n');
    await system.waitForTotal(1);
  });

  it('gives up what can never be stored', async () => {
    expect((await dlq('discard', '--all', '--dry-run')).out).toBe('1 dead letter would be given up.\n');
    expect((await dlq('discard', await idOf('body-not-json'))).out).toBe('1 dead letter given up.\n');
    expect((await dlq('list')).out).toBe('No dead letters.\n');
  });

  it('answers wrong arguments and an absent service with one line', async () => {
    expect(await dlq('replay')).toMatchObject({ code: 64, errors: 'logwarren: give ids, a filter, or --all\n' });
    expect(await dlq('lsit')).toMatchObject({ code: 64 });
    const wrong = await dlq('list', '--reason', 'nonsense');
    expect(wrong.code).toBe(64);
    expect(wrong.errors).toMatch(/^logwarren: .*"nonsense" is not known; use body-encoding-unknown.*\n$/);
    const absent = await runCommand(['--search', 'http://127.0.0.1:9', 'dlq', 'list']);
    expect(absent).toMatchObject({ code: 69, out: '' });
    expect(absent.errors).toMatch(/^logwarren: cannot reach http:\/\/127\.0\.0\.1:9: .*\n$/);
  });
});
