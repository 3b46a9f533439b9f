import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { stackPaths } from '../../home/stack-paths.ts';
import { runContainer } from './docker-container.ts';

/**
 * A `docker` whose first `wait` loses the daemon while the container still runs; at the second one, the container has
 * ended.
 */
const DOCKER = `#!/bin/sh
cd "$(dirname "$0")"
case "$1" in
  wait) if [ -e lost ]; then touch ended; else touch lost; echo 'error during connect' >&2; exit 1; fi ;;
  inspect) if [ -e ended ]; then echo 'exit code 3'; else echo running; fi ;;
esac
`;

test('a container that runs on while Docker was lost for a moment is waited for again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-docker-'));
  writeFileSync(join(directory, 'docker'), DOCKER, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`);
  const { signal } = new AbortController();
  const paths = stackPaths(join(directory, 'home'));
  const where = { paths, ports: 'any', data: 'throw-away', takenPorts: new Set<number>() } as const;
  await using container = await runContainer(
    { ...where, signal, update: () => {} },
    { name: 'mongod', image: 'mongo', ports: [], dataDir: '/data', options: [], command: [] },
  );
  expect(await container.ended(signal)).toBe('exit code 3');
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});
