import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './stack-paths.ts';

/** `npx` that takes a while to install a Node that does nothing. */
const NPX = `#!/bin/sh
echo installed >> installations
sleep 1
mkdir -p node_modules/node/bin
printf '#!/bin/sh\\n' > node_modules/node/bin/node
chmod +x node_modules/node/bin/node
`;

test('of two starts on a fresh clone, one installs and the other waits for it', async () => {
  const clone = mkdtempSync(join(tmpdir(), 'logwarren-clone-'));
  for (const directory of ['stack', 'bin']) mkdirSync(join(clone, directory));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) writeFileSync(join(clone, file), '');
  copyFileSync(join(ROOT, 'stack', 'bootstrap.mjs'), join(clone, 'stack', 'bootstrap.mjs'));
  writeFileSync(join(clone, 'bin', 'npx'), NPX, { mode: 0o755 });
  const start = async () => {
    const env = { ...process.env, PATH: `${join(clone, 'bin')}:${process.env.PATH}` };
    const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'start.ts'], { cwd: clone, env, stdio: 'ignore' });
    const [code] = await once(child, 'close');
    return code as number;
  };
  expect(await Promise.all([start(), start()])).toEqual([0, 0]);
  expect(readFileSync(join(clone, 'installations'), 'utf8')).toBe('installed\n');
  rmSync(clone, { recursive: true });
});
