import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './home/stack-paths.ts';

/** An `npx` that takes a while to install a Node that does nothing. */
const NPX = `#!/bin/sh
echo installed >> installations
sleep 1
mkdir -p node_modules/node/bin
printf '#!/bin/sh\\n' > node_modules/node/bin/node
chmod +x node_modules/node/bin/node
`;

/** A Node that runs until it is stopped, and notes how it was stopped. */
const NODE = `#!/bin/sh
trap 'echo stopped >> life; exit 0' TERM
echo started >> life
while true; do sleep 0.05; done
`;

function makeClone(npx: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'logwarren-clone-'));
  for (const directory of ['stack', 'bin']) mkdirSync(join(clone, directory));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'life']) writeFileSync(join(clone, file), '');
  copyFileSync(join(ROOT, 'stack', 'bootstrap.mjs'), join(clone, 'stack', 'bootstrap.mjs'));
  writeFileSync(join(clone, 'bin', 'npx'), npx, { mode: 0o755 });
  return clone;
}

test('of two starts on a fresh clone, one installs and the other waits for it', async () => {
  const clone = makeClone(NPX);
  const start = async () => {
    const env = { ...process.env, PATH: `${join(clone, 'bin')}:${process.env.PATH}` };
    const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'commands/start.ts'], {
      cwd: clone,
      env,
      stdio: 'ignore',
    });
    const [code] = await once(child, 'close');
    return code as number;
  };
  expect(await Promise.all([start(), start()])).toEqual([0, 0]);
  expect(readFileSync(join(clone, 'installations'), 'utf8')).toBe('installed\n');
  rmSync(clone, { recursive: true });
});

test('what npm started stops when npm is killed and its shell is not', async () => {
  const clone = makeClone('#!/bin/sh\nmkdir -p node_modules/node/bin\ncp bin/node24 node_modules/node/bin/node\n');
  writeFileSync(join(clone, 'bin', 'node24'), NODE, { mode: 0o755 });
  const life = () => readFileSync(join(clone, 'life'), 'utf8');
  const env = { ...process.env, PATH: `${join(clone, 'bin')}:${process.env.PATH}`, npm_lifecycle_event: 'start' };
  // The same as npm: a shell between itself and the bootstrap.
  const npm = `require('child_process').spawn('sh', ['-c', '"$0" stack/bootstrap.mjs commands/start.ts; true', process.execPath])
    .once('spawn', function () { console.log(this.pid); })`;
  const parent = spawn(process.execPath, ['-e', npm], { cwd: clone, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [shell] = (await once(parent.stdout, 'data')) as [Buffer];
  await expect.poll(life).toBe('started\n');
  parent.kill('SIGKILL');
  try {
    await expect.poll(life).toBe('started\nstopped\n');
  } catch (error) {
    execFileSync('pkill', ['-TERM', '-P', String(shell).trim()]);
    throw error;
  }
  rmSync(clone, { recursive: true });
});

test('what npm started stops when the shell of npm is gone; what a shell started runs on', async () => {
  const clone = makeClone('#!/bin/sh\nmkdir -p node_modules/node/bin\ncp bin/node24 node_modules/node/bin/node\n');
  writeFileSync(join(clone, 'bin', 'node24'), NODE, { mode: 0o755 });
  const life = () => readFileSync(join(clone, 'life'), 'utf8');
  const orphan = async (event: string | undefined, noted: string) => {
    const { npm_lifecycle_event: _own, ...inherited } = process.env;
    const PATH = `${join(clone, 'bin')}:${process.env.PATH}`;
    const env = { ...inherited, PATH, ...(event === undefined ? {} : { npm_lifecycle_event: event }) };
    const script = '"$0" stack/bootstrap.mjs commands/start.ts & echo $!; wait; true';
    const shell = spawn('sh', ['-c', script, process.execPath], {
      cwd: clone,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [pid] = (await once(shell.stdout, 'data')) as [Buffer];
    await expect.poll(life).toBe(noted);
    shell.kill('SIGKILL');
    return Number(pid);
  };
  const unwatched = await orphan(undefined, 'started\n');
  const watched = await orphan('start', 'started\nstarted\n');
  try {
    await expect.poll(life).toBe('started\nstarted\nstopped\n');
  } catch (error) {
    process.kill(watched, 'SIGTERM');
    throw error;
  } finally {
    process.kill(unwatched, 'SIGTERM');
  }
  await expect.poll(life).toBe('started\nstarted\nstopped\nstopped\n');
  rmSync(clone, { recursive: true });
});
