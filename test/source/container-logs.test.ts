import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageState, MONGO_IMAGE } from '@logwarren/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { startApp } from '../harness/apps/start-app.ts';
import { type QueuedRecord, takeQueued } from '../harness/broker/queued-records.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** The files in which a real Docker engine keeps what its containers print. */

const root = spawnSync('docker', ['info', '--format', '{{.DockerRootDir}}'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const isPossible = root !== '' && isReadable(join(root, 'containers')) && (await imageState(MONGO_IMAGE)) === 'present';
if (!isPossible) console.warn('Skipped: the files of a Docker engine cannot be read here.');

/** A line of JSON that Docker writes in more parts than a record had before. */
const PRINTS = `
printf '2026-03-09 08:15:30,250 ERROR org.example.Shop: cannot save\\n'
printf '{"level":"warn","time":"2026-03-09T08:15:31Z","msg":"HEAD '; head -c 700000 /dev/zero | tr '\\0' x; printf ' TAIL"}\\n'
printf '{"service":"pay","msg":"named by itself"}\\n'`;

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

describe.skipIf(!isPossible)("a container's log", () => {
  let id: string;
  let path: string;
  let vhost: TestVhost;
  let directory: string;

  beforeAll(async () => {
    const labels = ['com.docker.compose.project=demo', 'com.docker.compose.service=shop'];
    const options = [
      ...labels.flatMap((label) => ['--label', label]),
      '--log-driver',
      'json-file',
      '--network',
      'none',
    ];
    id = docker('run', '-d', ...options, '--entrypoint', 'sh', MONGO_IMAGE, '-c', PRINTS);
    docker('wait', id);
    path = join(root, 'containers', id, `${id}-json.log`);
    vhost = await openTestVhost();
    directory = mkdtempSync(join(tmpdir(), 'logwarren-containers-'));
  });

  afterAll(async () => {
    if (id !== undefined) docker('rm', '-f', id);
    await vhost?.[Symbol.asyncDispose]();
    if (directory !== undefined) rmSync(directory, { recursive: true });
  });

  it('gives service, container and image, and long lines whole', async () => {
    const env = { AMQP_URL: vhost.url, SOURCE_STATE_DIR: directory, SOURCE_POLL_MS: '50', SOURCE_FLUSH_MS: '100' };
    await using _source = startApp('source', env, ['--no-http', join(root, 'containers', id, '*-json.log')]);
    const records: QueuedRecord[] = [];
    await waitFor('three records', async () => {
      records.push(...(await takeQueued(vhost)).records);
      return records.length >= 3;
    });
    const origin = {
      'container.id': id,
      'container.name': docker('inspect', '--format', '{{.Name}}', id).slice(1),
      'container.image.name': MONGO_IMAGE.split(':')[0],
      'container.label.com.docker.compose.service': 'shop',
    };
    const [error, warn, named] = ['ERROR', 'WARN', 'INFO'].map((severity) =>
      records.find((record) => record.severity === severity),
    );
    expect(records).toHaveLength(3);
    expect(error).toMatchObject({ service: 'shop', message: 'cannot save', attributes: origin });
    expect(warn).toMatchObject({ service: 'shop', timestamp: Date.UTC(2026, 2, 9, 8, 15, 31), attributes: origin });
    expect([warn?.message.slice(0, 6), warn?.message.slice(-6)]).toEqual(['HEAD x', 'x TAIL']);
    expect(named).toMatchObject({ service: 'pay', attributes: { ...origin, 'log.iostream': 'stdout' } });
  });

  it('is read the same by logwarren parse', async () => {
    const { out } = await runCommand(['parse', '--json', path]);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).record);
    expect(rows.map(({ service, severity }) => [service, severity])).toEqual(
      expect.arrayContaining([
        ['shop', 'ERROR'],
        ['shop', 'WARN'],
        ['pay', 'INFO'],
      ]),
    );
    expect(rows[0].attributes).toMatchObject({ 'container.id': id });
  });
});
