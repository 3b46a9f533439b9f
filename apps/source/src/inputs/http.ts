import { listenOn } from '@logwarren/common';
import { createHttpApp, type HttpAppOptions } from './http/create-http-app.ts';

/**
 * The HTTP input: `POST /logs`, and a `GET /` that points to it. http/take-logs.ts describes the steps of a request.
 */

const MAX_CONNECTIONS = 1024;

/** The routes, and the address where they listen. */
export interface HttpInputOptions extends HttpAppOptions {
  port: number;
  /** False for the default port, which may be replaced by another. */
  isPortGiven: boolean;
}

/**
 * Starts to listen. Disposing stops listening and answers the requests in progress.
 *
 * @throws ListenError
 */
export async function openHttpInput(options: HttpInputOptions): Promise<AsyncDisposable & { port: number }> {
  const { host, log, metrics, port } = options;
  const app = createHttpApp(options);
  const wish = { prefix: 'SOURCE', host, port, isGiven: options.isPortGiven, log };
  await listenOn(wish, (wanted) => app.listen({ host, port: wanted }));
  app.server.maxConnections = MAX_CONNECTIONS;
  const address = app.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  log.info({ url: `http://${host}:${actualPort}/logs`, port: actualPort }, 'HTTP input listens.');
  return {
    port: actualPort,
    async [Symbol.asyncDispose]() {
      options.records.flush();
      await app.close();
      metrics.bytesHeld.set(0);
    },
  };
}
