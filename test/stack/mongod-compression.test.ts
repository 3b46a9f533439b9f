import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findMongod,
  forgetData,
  imageState,
  MONGO_IMAGE,
  NO_ZLIB,
  type Server,
  type ServerContext,
  stackPaths,
  startLocalMongod,
  startMongoContainer,
} from '@logwarren/stack';
import { runAdminCommand } from '@logwarren/store/admin';
import { describe, expect, test } from 'vitest';

/** CVE-2025-14847: zlib on the wire gives mongod's memory away before 8.0.17, and the mongod of the machine may be older. */

const program = findMongod(stackPaths().programs);
const WAYS: { name: string; possible: boolean; start: (context: ServerContext) => Promise<Server> }[] = [
  { name: 'container', possible: (await imageState(MONGO_IMAGE)) === 'present', start: startMongoContainer },
  {
    name: 'program',
    possible: program !== undefined,
    start: (context) => startLocalMongod(program as string, context),
  },
];

/** Compressors that a server accepts when a client offers to compress. */
async function agreed(url: string, compression: string[]): Promise<unknown> {
  return (await runAdminCommand(url, { hello: 1, compression })).compression;
}

describe.each(WAYS)('mongod as a $name', ({ possible, start }) => {
  test.skipIf(!possible)('does not take zlib on the wire, but zstd and snappy', async () => {
    const home = mkdtempSync(join(tmpdir(), 'logwarren-compression-'));
    const { signal } = new AbortController();
    const paths = stackPaths(home);
    const rest = { signal, ports: 'any', data: 'throw-away', takenPorts: new Set<number>(), update: () => {} } as const;
    try {
      await using server = await start({ paths, ...rest });
      expect(await agreed(server.url, ['zlib'])).toBeUndefined();
      expect(await agreed(server.url, ['zlib', 'zstd', 'snappy'])).toEqual(['zstd', 'snappy']);
    } finally {
      await forgetData(paths);
      rmSync(home, { recursive: true, force: true });
    }
  });
});

test('docker compose starts mongod with the same', () => {
  const script = readFileSync(join(import.meta.dirname, '..', '..', 'stack', 'compose', 'mongo-start.sh'), 'utf8');
  expect(script).toContain(NO_ZLIB.join(' '));
});
