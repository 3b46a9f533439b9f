import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@logwarren/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';

/** The whole system in containers, as `docker-compose.yml` describes it, built from this commit. */

const ROOT = join(import.meta.dirname, '..', '..');
const hasCompose = spawnSync('docker', ['compose', 'ps'], { cwd: ROOT, stdio: 'ignore' }).status === 0;
const PROJECT = `logwarren-test-${randomUUID().slice(0, 8)}`;
/** Building five images on a machine that has none of their layers, then starting servers and services. */
const UP_LIMIT_MS = 600_000;
const RECORDS = 50_000;
const BATCH = 500;

const run = promisify(execFile);
const env: NodeJS.ProcessEnv = { ...process.env };

async function compose(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', ['compose', '-p', PROJECT, ...args], { cwd: ROOT, env, maxBuffer: 2 ** 26 });
  return stdout;
}

/** Starts what is described.
 *
 * @throws with the last lines of both servers' logs when a container does not become healthy */
async function up(...args: string[]): Promise<void> {
  try {
    await compose('up', '-d', '--wait', ...args);
  } catch (error) {
    const logs = await compose('logs', '--tail', '40', 'mongo', 'rabbitmq');
    throw new Error(`${String(error)}\n${logs}`, { cause: error });
  }
}

/** Posts records numbered from `from`, waiting for each answer as a careful client does. */
async function publish(sourceUrl: string, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    const lines = Array.from({ length: BATCH }, (_, i) =>
      JSON.stringify({ message: `order ${start + i}`, level: 'info' }),
    );
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await fetch(`${sourceUrl}/logs?service=shop`, { method: 'POST', headers, body: lines.join('\n') });
    expect(answer.status).toBe(200);
  }
}

async function findMessages(searchUrl: string): Promise<string[]> {
  const messages: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await fetch(`${searchUrl}/logs?service=shop&limit=1000${at}`);
    const page = (await answer.json()) as { records: { message: string }[]; next: string | null };
    messages.push(...page.records.map(({ message }) => message));
    cursor = page.next;
  }
  return messages;
}

describe.skipIf(!hasCompose)('docker compose', () => {
  let searchUrl: string;
  let sourceUrl: string;

  beforeAll(async () => {
    env.LOGWARREN_COMMIT = randomUUID();
    env.SEARCH_PORT = String(await findFreePort(0));
    env.SOURCE_PORT = String(await findFreePort(0));
    searchUrl = `http://127.0.0.1:${env.SEARCH_PORT}`;
    sourceUrl = `http://127.0.0.1:${env.SOURCE_PORT}`;
    await up('--build', '--scale', 'collector=3');
  }, UP_LIMIT_MS);

  afterAll(async () => {
    await compose('down', '--volumes', '--timeout', '2');
    const images = ['source', 'collector', 'monitor', 'search', 'retention'].map((name) => `${PROJECT}/${name}`);
    await run('docker', ['image', 'rm', ...images]);
  }, UP_LIMIT_MS);

  test('stores every record once although two of three collectors are killed', async () => {
    await publish(sourceUrl, 0, RECORDS / 4);
    const publishing = publish(sourceUrl, RECORDS / 4, RECORDS);
    const ids = (await compose('ps', '-q', 'collector')).trim().split('\n');
    expect(ids).toHaveLength(3);
    await run('docker', ['kill', '-s', 'KILL', ...ids.slice(0, 2)]);
    await publishing;
    expect((await compose('ps', '-q', 'collector')).trim().split('\n')).toHaveLength(1);
    await waitFor(
      'all records are found',
      async () =>
        ((await (await fetch(`${searchUrl}/logs/stats?service=shop`)).json()) as { total: number }).total === RECORDS,
      { timeoutMs: 120_000 },
    );
    const messages = await findMessages(searchUrl);
    expect(messages).toHaveLength(RECORDS);
    expect(new Set(messages).size).toBe(RECORDS);
  });

  test('has images that say which version and commit they are', async () => {
    const { stdout } = await run('docker', [
      'image',
      'inspect',
      '--format',
      '{{json .Config.Labels}}',
      `${PROJECT}/search`,
    ]);
    const labels = JSON.parse(stdout) as Record<string, string>;
    expect(labels['org.opencontainers.image.version']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(labels['org.opencontainers.image.revision']).toBe(env.LOGWARREN_COMMIT);
  });

  test('takes a password that is changed later, and can be reached from outside when it is opened', async () => {
    env.RABBITMQ_PASSWORD = 'changed1';
    env.MONGO_PASSWORD = 'changed2';
    env.AMQP_PORT = String(await findFreePort(0));
    env.AMQP_MANAGEMENT_PORT = String(await findFreePort(0));
    env.COMPOSE_FILE = 'docker-compose.yml:stack/compose/open-amqp.yml';
    await up();
    const asked = await fetch(`http://127.0.0.1:${env.AMQP_MANAGEMENT_PORT}/api/whoami`, {
      headers: { authorization: `Basic ${btoa('logwarren:changed1')}` },
    });
    expect(asked.status).toBe(200);
    await publish(sourceUrl, RECORDS, RECORDS + BATCH);
    await waitFor(
      'records sent after the change are found',
      async () =>
        ((await (await fetch(`${searchUrl}/logs/stats?service=shop`)).json()) as { total: number }).total ===
        RECORDS + BATCH,
      { timeoutMs: 120_000 },
    );
  });

  test('runs its services as an ordinary user on a read-only file system', async () => {
    const ids = (await compose('ps', '-q')).trim().split('\n');
    const { stdout } = await run('docker', [
      'inspect',
      '--format',
      '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}}',
      ...ids,
    ]);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(7);
    for (const line of lines) expect(line).toMatch(/^(node|rabbitmq|mongodb) true$/);
  });
});
