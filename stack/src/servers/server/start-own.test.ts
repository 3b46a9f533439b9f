import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startProcess } from '../../processes/managed-process.ts';
import { findFreePort, isListening } from '../../processes/ports.ts';
import { onFreePorts, startOwn } from './start-own.ts';

const directory = mkdtempSync(join(tmpdir(), 'logwarren-own-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const SERVER = "require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1')";

async function listenOn(port: number) {
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return server;
}

/** A server that ends if its port is taken, as RabbitMQ and mongod do. */
function start(port: number) {
  const paths = { runDir: directory, logFile: join(directory, 'server.log') };
  return startProcess({
    name: 'server',
    command: process.execPath,
    args: ['-e', SERVER, String(port)],
    env: {},
    ...paths,
  });
}

const own = (port: number) => ({
  name: 'server',
  log: '',
  port,
  start: () => start(port),
  isReady: async () => true,
});

test('another program that takes the port between the choice and the start is not taken for ours', async () => {
  const taken = new Set<number>();
  const chosen: number[] = [];
  const others: AsyncDisposable[] = [];
  const choose = async () => {
    const port = await findFreePort(0, taken);
    chosen.push(port);
    if (others.length < 2) others.push(await listenOn(port));
    return { port };
  };
  const { signal } = new AbortController();
  await using server = await onFreePorts(choose, ({ port }) => startOwn(own(port), signal));
  expect(server.supervised.name).toBe('server');
  expect(chosen).toHaveLength(3);
  for (const other of others) await other[Symbol.asyncDispose]();
});

test('what fails for another reason is not tried on other ports', async () => {
  let starts = 0;
  const fail = async () => {
    starts++;
    throw new Error('no space left');
  };
  await expect(onFreePorts(async () => ({ port: await findFreePort(0) }), fail)).rejects.toThrow('no space left');
  expect(starts).toBe(1);
});

test.runIf(process.platform === 'linux')('a port is told by the process group that listens on it', async () => {
  const port = await findFreePort(0);
  await using child = start(port);
  await expect.poll(() => isListening(child.pid, port)).toBe(true);
  expect(isListening(process.pid, port)).toBe(false);
  expect(isListening(child.pid, await findFreePort(0))).toBe(false);
});
