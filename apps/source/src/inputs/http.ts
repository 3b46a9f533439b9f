import { CONTENT_ENCODINGS } from '@logwarren/broker';
import {
  buildVersion,
  createForeignRequestCheck,
  createParserErrorHandler,
  encodingFault,
  ForeignRequestError,
  type Logger,
  listenOn,
  messageOf,
  pathOf,
  shownPath,
} from '@logwarren/common';
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { RejectionReason, SourceMetrics } from '../source-metrics.ts';
import { MAX_DETAILS, MEDIA_TYPES, unsupportedTypeError } from './http/parse-body.ts';
import { parameterError, RequestError, UNAVAILABLE_RETRY_S } from './http/request-error.ts';
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
    frameworkErrors: (error, _request, reply) => void sendError(reply, error, log, metrics),
    clientErrorHandler: createParserErrorHandler(() => 'request-invalid'),
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
  app.addHook('onRequest', async ({ url }) => {
    const fault = encodingFault(url);
    if (fault !== undefined) throw parameterError([fault]);
  });
  app.setErrorHandler((error, _request, reply) => sendError(reply, error as FastifyError, log, metrics));
  app.setNotFoundHandler(({ method, url }, reply) => {
    const path = pathOf(url);
    const allow = Object.hasOwn(METHODS, path) ? METHODS[path] : undefined;
    if (allow !== undefined) void reply.header('allow', allow);
    return sendError(reply, allow === undefined ? unknownPath(path) : methodError(method, path), log, metrics);
  });
  app.get('/', async () => DESCRIPTION);
  const version = buildVersion();
  app.get('/version', async () => version);
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

/** Methods that each path takes. */
const METHODS: Readonly<Record<string, string>> = Object.freeze({
  '/logs': 'POST',
  '/': 'GET, HEAD',
  '/version': 'GET, HEAD',
});

/** People who look for records are told where they are. */
function methodError(method: string, path: string): RequestError {
  const message =
    path === '/logs'
      ? 'records are sent with POST /logs; they are read at the search service'
      : `${path} does not take ${method}; use GET; records are sent with POST /logs`;
  return new RequestError(405, 'method-not-allowed', message);
}

/** So are those who look for another program's path. */
function unknownPath(path: string): RequestError {
  const message = `there is nothing at ${shownPath(path)}: this is the source, which takes records with POST /logs; the search service reads them`;
  return new RequestError(404, 'path-unknown', message);
}

function sendTaken(reply: FastifyReply, { accepted, rejected, details }: Taken) {
  if (rejected === 0) return reply.send({ accepted, rejected });
  const listed = rejected > MAX_DETAILS ? `; the first ${MAX_DETAILS} are listed` : '';
  const only = rejected === 1 ? `: ${details[0]?.problem}` : listed;
  const message = `${rejected} of ${accepted + rejected} ${accepted + rejected === 1 ? 'record was' : 'records were'} not taken${only}`;
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
  const known = toRequestError(error, log, reply.request?.headers['content-type']);
  const { statusCode, code, message, details, retryAfterS } = known;
  if (code === 'request-type-unsupported') void reply.header('accept-post', Object.keys(MEDIA_TYPES).join(', '));
  metrics.rejected.inc({ reason: REASONS[statusCode] ?? 'bad-body' });
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS));
  // The rest of a body that was not read to its end is not worth reading.
  if (statusCode === 403 || statusCode === 413 || statusCode === 429) void reply.header('connection', 'close');
  return reply.code(statusCode).send({ error: { code, message, details } });
}

const BAD_PATH = 'the path is not percent-encoded UTF-8; records go to POST /logs';

function toRequestError(
  error: FastifyError | RequestError,
  log: Logger,
  contentType: string | undefined,
): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof ForeignRequestError) return new RequestError(error.statusCode, error.code, error.message);
  const { statusCode = 500 } = error;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedTypeError(contentType);
  if (error.code === 'FST_ERR_BAD_URL') return new RequestError(statusCode, 'request-invalid', BAD_PATH);
  if (statusCode < 500) return new RequestError(statusCode, 'request-invalid', error.message);
  log.error({ err: error }, 'A request failed; its records may have been published.');
  const message = `records were not confirmed: ${messageOf(error)}`;
  return new RequestError(503, 'publish-failed', message, { retryAfterS: UNAVAILABLE_RETRY_S });
}
