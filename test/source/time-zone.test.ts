import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startApp } from '../harness/apps/start-app.ts';
import { takeQueued } from '../harness/broker/queued-records.ts';
import { openTestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

const LINE = '2026-07-09 08:15:30,250 ERROR org.example.Shop: cannot save';
const directory = mkdtempSync(join(tmpdir(), 'logwarren-zone-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Times of the line from a file, from standard input and over HTTP. */
async function readEverywhere(name: string, env: Record<string, string>): Promise<number[]> {
  await using vhost = await openTestVhost();
  const path = join(directory, `${name}.log`);
  writeFileSync(path, `${LINE}\n`);
  const state = join(directory, `state-of-${name}`);
  await using source = startApp('source', { AMQP_URL: vhost.url, SOURCE_STATE_DIR: state, ...env }, [path, '-']);
  source.input.end(`${LINE}\n`);
  await source.waitReady();
  await fetch(`${source.url}/logs`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: LINE });
  const times: number[] = [];
  await waitFor('three records', async () => {
    times.push(...(await takeQueued(vhost)).records.map(({ timestamp }) => timestamp));
    return times.length >= 3;
  });
  return times;
}

describe('times without a zone', () => {
  it.each([
    ['machine', { TZ: 'America/New_York' }, '2026-07-09T12:15:30.250Z'],
    ['setting', { TZ: 'America/New_York', SOURCE_TIME_ZONE: 'Asia/Kathmandu' }, '2026-07-09T02:30:30.250Z'],
  ])('are of the zone of the %s', async (name, env, iso) => {
    expect(await readEverywhere(name, env)).toEqual(Array(3).fill(Date.parse(iso)));
  });

  it('are not of a zone that does not exist', async () => {
    await using source = startApp('source', { SOURCE_TIME_ZONE: 'Europe/Berlni' });
    expect(await source.exited).toMatchObject({ code: 78 });
  });
});
