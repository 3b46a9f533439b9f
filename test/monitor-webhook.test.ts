import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Notification } from '../apps/monitor/src/notification.ts';
import { postWebhook } from '../apps/monitor/src/post-webhook.ts';

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
  const posted = postWebhook(hook.url, {} as Notification, { timeoutMs: 5_000, signal: new AbortController().signal });
  if (final === undefined) await posted;
  else await expect(posted).rejects.toMatchObject({ code: 'webhook-failed', final });
});

test('a webhook that does not answer in time can be tried again', async () => {
  using hook = await receiver(() => {});
  const options = { timeoutMs: 20, signal: new AbortController().signal };
  await expect(postWebhook(hook.url, {} as Notification, options)).rejects.toMatchObject({
    final: false,
    message: 'cannot post the notification: no answer within 20 ms',
  });
});
