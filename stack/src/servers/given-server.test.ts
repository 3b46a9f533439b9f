import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from '../processes/ports.ts';
import { addressesOf, checkGivenUrls, openGivenServer } from './given-server.ts';

const { signal } = new AbortController();

test('a URL that no service would accept is refused before anything starts', () => {
  expect(() => checkGivenUrls({ amqpUrl: 'foo' })).toThrow(/AMQP_URL/);
  expect(() => checkGivenUrls({ mongoUrl: 'http://localhost' })).toThrow(/MONGO_URL/);
  expect(() => checkGivenUrls({ amqpUrl: 'amqp://localhost', mongoUrl: 'mongodb://localhost' })).not.toThrow();
  expect(() => checkGivenUrls({})).not.toThrow();
});

test('the addresses of a URL', () => {
  expect(addressesOf('amqp://guest:guest@broker/vhost')).toEqual([{ host: 'broker', port: 5672 }]);
  expect(addressesOf('amqps://[::1]')).toEqual([{ host: '::1', port: 5671 }]);
  expect(addressesOf('mongodb://a:b@one:1,two/logs?replicaSet=rs')).toEqual([
    { host: 'one', port: 1 },
    { host: 'two', port: 27017 },
  ]);
  expect(addressesOf('mongodb+srv://cluster.example.com')).toEqual([]);
  expect(addressesOf('mongodb://%2Ftmp%2Fmongodb-27017.sock')).toEqual([]);
});

test('a server that refuses is named while it is waited for, and passes when it listens', async () => {
  const port = await findFreePort(0);
  const said: string[] = [];
  const refused = `127.0.0.1:${port}: connection refused`;
  const opened = openGivenServer(`amqp://guest:secret@127.0.0.1:${port}`, {
    update: (text) => said.push(text),
    signal,
  });
  await expect
    .poll(() => said)
    .toEqual([`the one given, amqp://guest:***@127.0.0.1:${port}: ${refused}; waiting for it`]);
  const server = createServer().listen(port, '127.0.0.1');
  expect((await opened).description).toBe(`the one given, amqp://guest:***@127.0.0.1:${port}`);
  server.close();
});

test('one that never listens is refused, with its address and the reason', async () => {
  const port = await findFreePort(0);
  const opened = openGivenServer(`mongodb://127.0.0.1:${port}`, { update: () => {}, signal, waitMs: 1 });
  await expect(opened).rejects.toThrow(`127.0.0.1:${port}: connection refused`);
});
