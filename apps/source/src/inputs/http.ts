import { CONTENT_ENCODINGS } from '@logwarren/broker';
import {
  buildVersion,
  createForeignRequestCheck,
  ForeignRequestError,
  type Logger,
  listenOn,
  messageOf,
} from '@logwarren/common';
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { RejectionReason, SourceMetrics } from '../source-metrics.ts';
import { MAX_DETAILS, MEDIA_TYPES } from './http/parse-body.ts';
import { RequestError, UNAVAILABLE_RETRY_S } from './http/request-error.ts';
import { LogIntake, type LogRequest, type TakeLogsOptions, type Taken } from './http/take-logs.ts';

/** The HTTP input: `POST /logs`, and `GET /` that says so. What a request goes through: http/take-logs.ts. */

/** A whole request has to arrive within this time; slow writers are cut off. */
const REQUEST_MS = 30_000;
const CONNECTION_MS = 10_000;
const MAX_CONNECTIONS = 1024;
/** Status of a client that did not wait; nobody sees it but the metrics. */
const CLIENT_GONE = 499;

export interface HttpInputOptions extends TakeLogsOptions {
  host: string;
  port: number;
  /** False for the default port, beside which another will do. */
  isPortGiven: boolean;
  /** Further names under which requests may ask. */
  allowedHosts: readonly string[];
  log: Logger;
}

/**
 * Listens; disposing stops to listen and answers what is under way.
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

/** The routes, without a socket. */
export function createHttpApp(options: Omit<HttpInputOptions, 'isPortGiven'>): FastifyInstance {
  const { allowedHosts: allowed, host, log, metrics } = options;
  const intake = new LogIntake(options);
  const app = fastify({
    requestTimeout: REQUEST_MS,
    connectionTimeout: CONNECTION_MS + options.confirmMs,
    keepAliveTimeout: CONNECTION_MS,
    forceCloseConnections: 'idle',
    bodyLimit: options.maxBodyBytes,
    http: { headersTimeout: CONNECTION_MS },
    // Closing answers requests on open connections as any other time; they are few and short.
    return503OnClosing: false,
  });
  app.addHook('onRequest', async (_request, reply) => {
    const startedMs = performance.now();
    // Not `onResponse`, which is not called for a client that has left.
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : CLIENT_GONE;
      metrics.requestSeconds.observe({ status }, (performance.now() - startedMs) / 1000);
    });
  });
  const check = createForeignRequestCheck({ host, allowed, variable: 'SOURCE_ALLOWED_HOSTS' });
  app.addHook('onRequest', async (request) => check(request));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error as FastifyError, log, metrics));
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?', 1)[0]}; records go to POST /logs`;
    return sendError(reply, new RequestError(404, 'path-unknown', message), log, metrics);
  });
  app.get('/', async () => DESCRIPTION);
  app.get('/version', async () => buildVersion());
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: '/logs',
    handler: async (_request, reply) => {
      void reply.header('allow', 'POST');
      throw new RequestError(
        405,
        'method-not-allowed',
        'records are sent with POST /logs; they are read at the search service',
      );
    },
  });
  app.post('/logs', {
    onRequest: async (_request, reply) => {
      reply.raw.once('close', intake.admit());
    },
    handler: async (request, reply) => {
      const { body, headers, query } = request;
      const taken = await intake.take({ body: (body ?? request.raw) as LogRequest['body'], headers, query });
      return sendTaken(reply, taken);
    },
  });
  return app;
}

const DESCRIPTION = Object.freeze({
  service: 'logwarren source',
  paths: {
    'POST /logs': {
      description: 'Takes log records; answers when the broker has confirmed them.',
      contentTypes: Object.keys(MEDIA_TYPES),
      contentEncodings: CONTENT_ENCODINGS,
      parameters: {
        service: 'service of records that name none; also as header X-Logwarren-Service',
        format: 'format of the lines of text/plain',
      },
    },
    'GET /version': { description: 'Says which Logwarren this is.' },
  },
});

function sendTaken(reply: FastifyReply, { accepted, rejected, details }: Taken) {
  if (rejected === 0) return reply.send({ accepted, rejected });
  const listed = rejected > MAX_DETAILS ? `; the first ${MAX_DETAILS} are listed` : '';
  const message = `${rejected} of ${accepted + rejected} records were not taken${listed}`;
  return reply.code(400).send({ accepted, rejected, error: { code: 'records-invalid', message, details } });
}

const REASONS: Readonly<Record<number, RejectionReason>> = Object.freeze({
  403: 'forbidden',
  413: 'too-large',
  415: 'unsupported-type',
  429: 'overloaded',
  503: 'unavailable',
});

function sendError(reply: FastifyReply, error: FastifyError | RequestError, log: Logger, metrics: SourceMetrics) {
  const known = toRequestError(error, log);
  const { statusCode, code, message, details, retryAfterS } = known;
  metrics.rejected.inc({ reason: REASONS[statusCode] ?? 'bad-body' });
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS));
  // The rest of a body that was not read to its end is not worth reading.
  if (statusCode === 403 || statusCode === 413 || statusCode === 429) void reply.header('connection', 'close');
  return reply.code(statusCode).send({ error: { code, message, details } });
}

function toRequestError(error: FastifyError | RequestError, log: Logger): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof ForeignRequestError) return new RequestError(error.statusCode, error.code, error.message);
  const { statusCode = 500 } = error;
  if (statusCode < 500) return new RequestError(statusCode, 'request-invalid', error.message);
  log.error({ err: error }, 'A request failed; its records may have been published.');
  const message = `records were not confirmed: ${messageOf(error)}`;
  return new RequestError(503, 'publish-failed', message, { retryAfterS: UNAVAILABLE_RETRY_S });
}
