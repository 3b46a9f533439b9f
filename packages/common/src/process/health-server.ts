import type { Server } from 'node:net';
import { type FastifyError, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { createForeignRequestCheck, ForeignRequestError } from '../http/foreign-requests.ts';
import { listenOn } from '../http/listen.ts';
import { createParserErrorHandler } from '../http/parser-errors.ts';
import type { Logger } from '../log/logger.ts';
import { buildVersion } from './build-version.ts';
import type { Readiness } from './readiness.ts';

interface HealthServerOptions {
  host: string;
  port: number;
  /** False for the default port: if it is taken, another one will do. */
  isPortGiven: boolean;
  log: Logger;
  /** Further names under which the port may be asked. */
  allowedHosts: readonly string[];
  readiness: Readiness;
  metrics: Registry;
}

/** Where a server of TCP really listens, for a log line: the port may have been chosen by the system. */
export function listeningAddress(server: Server): { host: string; port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('BUG: the server does not listen on a port');
  return { host: address.address, port: address.port };
}

/**
 * Opens the port for probes and metrics, apart from the service's public one.
 *
 * `/healthz` 200 while the process lives; `/readyz` 200 or 503 with the state of each dependency; `/metrics` Prometheus;
 * `/version` the version of Logwarren and of Node.js.
 *
 * @throws ListenError
 */
export async function openHealthServer(options: HealthServerOptions) {
  const { host, port, isPortGiven: isGiven, log, allowedHosts, readiness, metrics } = options;
  const app = fastify({
    requestTimeout: 10_000,
    connectionTimeout: 10_000,
    forceCloseConnections: true,
    clientErrorHandler: createParserErrorHandler(() => 'bad-request'),
  });
  const check = createForeignRequestCheck({ host, allowed: allowedHosts, variable: 'HEALTH_ALLOWED_HOSTS' });
  app.addHook('onRequest', async (request) => check(request));
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500, message } = error;
    const code =
      error instanceof ForeignRequestError ? error.code : statusCode < 500 ? 'bad-request' : 'internal-error';
    return reply.code(statusCode).send({ error: { code, message } });
  });
  app.setNotFoundHandler((_request, reply) => {
    const message = 'there is nothing here for this; use GET /healthz, /readyz, /metrics or /version';
    return reply.code(404).send({ error: { code: 'not-found', message } });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  const version = buildVersion();
  app.get('/version', async () => version);
  app.get('/readyz', async (_request, reply) => {
    const { ready, states } = readiness;
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', dependencies: states });
  });
  app.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
  await listenOn({ prefix: 'HEALTH', host, port, isGiven, log }, (wanted) => app.listen({ host, port: wanted }));
  return app;
}
