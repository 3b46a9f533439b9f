import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';

/** How the container of mongod gets over a set-up that fails: the script of docker-compose.yml in the image, without Compose. */

const SCRIPTS = join(import.meta.dirname, '../../stack/compose');
const IMAGE = process.env.MONGO_IMAGE || 'mongo:8';
const hasImage = spawnSync('docker', ['image', 'inspect', IMAGE], { stdio: 'ignore' }).status === 0;
/** Stands before mongosh in PATH: fails at the first call, as mongosh does when a step is refused. */
const FAILS_ONCE = `#!/bin/bash
if [ -e /tmp/failed ]; then exec /usr/bin/env PATH="\${PATH#*:}" mongosh "$@"; fi
touch /tmp/failed
echo 'MongoServerError: not now' >&2
exit 1
`;

/** Stands before mongod in PATH: a server that is not there yet when mongosh is, as on a busy machine. */
const LISTENS_LATE = `#!/bin/bash
sleep 8
echo 'listens late' >&2
exec /usr/bin/env PATH="\${PATH#*:}" mongod "$@"
`;

const run = promisify(execFile);

describe.skipIf(!hasImage)('mongod of docker compose', () => {
  let folder: string;
  let container: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logwarren-mongo-'));
    await chmod(folder, 0o755);
  });

  afterEach(async () => {
    await run('docker', ['rm', '--force', '--volumes', container]);
    await rm(folder, { recursive: true });
  });

  /** Puts a script in front of a program of the image, for the container's own user whatever the umask of the tests is. */
  async function putFirst(program: string, script: string): Promise<void> {
    await writeFile(join(folder, program), script);
    await chmod(join(folder, program), 0o755);
  }

  async function start(...args: string[]): Promise<void> {
    const limits = ['--user', 'mongodb', '--hostname', 'mongo', '--read-only', '--tmpfs', '/tmp'];
    const mounts = ['-v', `${SCRIPTS}:/etc/logwarren:ro`, '-v', `${folder}:/first:ro`];
    const names = ['MONGO_USER=logwarren', 'MONGO_PASSWORD=logwarren', 'MONGO_ROOT_PASSWORD=logwarren'];
    const env = [...names, 'PATH=/first:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'].flatMap(
      (one) => ['-e', one],
    );
    const command = ['--entrypoint', 'bash', IMAGE, '/etc/logwarren/mongo-start.sh', ...args];
    const { stdout } = await run('docker', ['run', '-d', ...limits, ...mounts, ...env, ...command]);
    container = stdout.trim();
  }

  async function isSetUp(): Promise<boolean> {
    return (await run('docker', ['exec', container, 'test', '-e', '/tmp/initiated']).catch(() => null)) !== null;
  }

  test('is set up however late mongod listens', async () => {
    await putFirst('mongod', LISTENS_LATE);
    await start('--wiredTigerCacheSizeGB', '0.25');
    await waitFor('replica set and users', isSetUp, { timeoutMs: 120_000 });
    const { stderr } = await run('docker', ['logs', container]);
    expect(stderr).toContain('listens late');
    expect(stderr).not.toContain('tried again');
  });

  test('is set up at a later try when the first one fails', async () => {
    await putFirst('mongosh', FAILS_ONCE);
    await start('--wiredTigerCacheSizeGB', '0.25');
    await waitFor('replica set and users', isSetUp, { timeoutMs: 120_000 });
    const { stderr } = await run('docker', ['logs', container]);
    expect(stderr).toContain('not now');
    expect(stderr).toContain('tried again');
  });

  test('ends when mongod ends before it can be set up, so that Docker starts it again', async () => {
    await start('--wiredTigerCacheSizeGB', 'nonsense');
    const { stdout } = await run('docker', ['wait', container]);
    expect(Number(stdout)).not.toBe(0);
  });
});
