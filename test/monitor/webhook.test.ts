import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { messageOf } from '@logwarren/common';
import { expect, test } from 'vitest';
import type { Notification } from '../../apps/monitor/src/notify/notification.ts';
import { postWebhook } from '../../apps/monitor/src/notify/post-webhook.ts';

async function receiver(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test.each([
  [204, undefined],
  [500, false],
  [429, false],
  [404, true],
  [302, true],
])('status %i of a webhook: final failure is %s', async (status, final) => {
  using hook = await receiver((_request, response) => response.writeHead(status, { location: 'http://[::1]:1' }).end());
  const posted = postWebhook(hook.url, {} as Notification, { timeoutMs: 60_000, signal: new AbortController().signal });
  if (final === undefined) await posted;
  else await expect(posted).rejects.toMatchObject({ code: 'webhook-failed', final });
});

test('a login in the address of a webhook is sent as such', async () => {
  let sent: string | undefined;
  using hook = await receiver((request, response) => {
    sent = request.headers.authorization;
    response.writeHead(204).end();
  });
  const url = hook.url.replace('//', '//alice:ge%40heim%2F@');
  await postWebhook(url, {} as Notification, { timeoutMs: 60_000, signal: new AbortController().signal });
  expect(sent).toBe(`Basic ${btoa('alice:ge@heim/')}`);
});

test('a webhook that cannot be reached says nothing of its login, path or token', async () => {
  const url = 'http://alice:geheim1@127.0.0.1:1/geheim2?token=geheim3';
  const options = { timeoutMs: 60_000, signal: new AbortController().signal };
  const error = await postWebhook(url, {} as Notification, options).catch((thrown) => thrown);
  expect(messageOf(error)).toMatch(/^cannot post the notification: no connection: /);
  expect(`${messageOf(error)} ${inspect(error, { depth: 10 })}`).not.toMatch(/alice|geheim/);
});

test('a webhook that does not answer in time can be tried again', async () => {
  using hook = await receiver(() => {});
  const options = { timeoutMs: 20, signal: new AbortController().signal };
  await expect(postWebhook(hook.url, {} as Notification, options)).rejects.toMatchObject({
    final: false,
    message: 'cannot post the notification: no answer within 20 ms',
  });
});
