import type { Server } from 'node:net';
import { type FastifyError, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { AppError } from './app-error.ts';
import { buildVersion } from './build-version.ts';
import { createForeignRequestCheck } from './foreign-requests.ts';
import type { Readiness } from './readiness.ts';

export interface HealthServerOptions {
  host: string;
  port: number;
  /** Further names under which the port may be asked. */
  allowedHosts: readonly string[];
  readiness: Readiness;
  metrics: Registry;
}

/** A port that a service wants to listen on is taken or forbidden; the message names the variable to change. */
export class ListenError extends AppError {
  constructor(variable: string, host: string, port: number, cause: unknown) {
    const reason = (cause as { code?: string }).code === 'EADDRINUSE' ? 'the port is in use' : (cause as Error).message;
    super('listen-failed', `cannot listen on ${host}:${port}: ${reason}; set ${variable} to another port`, { cause });
  }
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
export async function openHealthServer({ host, port, allowedHosts, readiness, metrics }: HealthServerOptions) {
  const app = fastify({ requestTimeout: 10_000, connectionTimeout: 10_000, forceCloseConnections: true });
  const check = createForeignRequestCheck({ host, allowed: allowedHosts, variable: 'HEALTH_ALLOWED_HOSTS' });
  app.addHook('onRequest', async (request) => check(request));
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500, code, message } = error;
    return reply.code(statusCode).send({ error: { code, message } });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/version', async () => buildVersion());
  app.get('/readyz', async (_request, reply) => {
    const { ready, states } = readiness;
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', dependencies: states });
  });
  app.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new ListenError('HEALTH_PORT', host, port, error);
  }
  return app;
}
