import { CONTENT_ENCODINGS } from '@logwarren/broker';
import {
  buildVersion,
  createForeignRequestCheck,
  createParserErrorHandler,
  encodingFault,
  type Logger,
  pathOf,
} from '@logwarren/common';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { SourceMetrics } from '../../metrics/source-metrics.ts';
import { methodError, sendError, unknownPath } from './answer-errors.ts';
import { MAX_DETAILS, MEDIA_TYPES } from './parse-body.ts';
import { parameterError } from './request-error.ts';
import { LogIntake, type LogRequest, type TakeLogsOptions, type Taken } from './take-logs.ts';

/** A whole request must arrive within this time; slower clients are cut off. */
const REQUEST_MS = 30_000;
const CONNECTION_MS = 10_000;
/** Status for a client that did not wait; only the metrics show it. */
const CLIENT_GONE = 499;

/** Dependencies of the routes. */
export interface HttpAppOptions extends TakeLogsOptions {
  /** Address to listen on. */
  host: string;
  /** Further host names that requests may use. */
  allowedHosts: readonly string[];
  log: Logger;
}

/** The routes, without a socket. */
export function createHttpApp(options: HttpAppOptions): FastifyInstance {
  const { log, metrics } = options;
  const app = fastify({
    requestTimeout: REQUEST_MS,
    connectionTimeout: CONNECTION_MS + options.confirmMs,
    keepAliveTimeout: CONNECTION_MS,
    forceCloseConnections: 'idle',
    bodyLimit: options.maxBodyBytes,
    http: { headersTimeout: CONNECTION_MS },
    frameworkErrors: (error, _request, reply) => void sendError(reply, error, log, metrics),
    clientErrorHandler: createParserErrorHandler(() => 'request-invalid'),
    // While closing, requests on open connections get their answers as usual: they are few and short.
    return503OnClosing: false,
  });
  timeRequests(app, metrics);
  checkRequests(app, options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error as FastifyError, log, metrics));
  refuseOthers(app, options);
  addRoutes(app, new LogIntake(options));
  return app;
}

function timeRequests(app: FastifyInstance, metrics: SourceMetrics): void {
  app.addHook('onRequest', async (_request, reply) => {
    const startedMs = performance.now();
    // Not `onResponse`, which fastify does not call for a client that has left.
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : CLIENT_GONE;
      metrics.requestSeconds.observe({ status }, (performance.now() - startedMs) / 1000);
    });
  });
}

function checkRequests(app: FastifyInstance, { allowedHosts: allowed, host }: HttpAppOptions): void {
  const check = createForeignRequestCheck({ host, allowed, variable: 'SOURCE_ALLOWED_HOSTS' });
  app.addHook('onRequest', async (request) => check(request));
  app.addHook('onRequest', async ({ url }) => {
    const fault = encodingFault(url);
    if (fault !== undefined) throw parameterError([fault]);
  });
}

/** Answers for paths and methods that do not exist. */
function refuseOthers(app: FastifyInstance, { log, metrics }: HttpAppOptions): void {
  app.setNotFoundHandler(({ method, url }, reply) => {
    const path = pathOf(url);
    const allow = Object.hasOwn(METHODS, path) ? METHODS[path] : undefined;
    if (allow !== undefined) void reply.header('allow', allow);
    return sendError(reply, allow === undefined ? unknownPath(path) : methodError(method, path), log, metrics);
  });
}

function addRoutes(app: FastifyInstance, intake: LogIntake): void {
  const version = buildVersion();
  app.get('/', { onRequest: refuseParameters }, async () => DESCRIPTION);
  app.get('/version', { onRequest: refuseParameters }, async () => version);
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
}

const MAX_NAME = 100;

/** Refuses parameters that a path does not have, so that nobody believes they had an effect. */
async function refuseParameters({ query }: FastifyRequest): Promise<void> {
  const names = Object.keys(query as object).map((name) => name.slice(0, MAX_NAME));
  if (names.length === 0) return;
  throw parameterError(
    names.map((parameter) => ({ parameter, problem: 'is not a parameter of this path; it takes none' })),
  );
}

function sendTaken(reply: FastifyReply, { accepted, rejected, details }: Taken) {
  if (rejected === 0) return reply.send({ accepted, rejected });
  const listed = rejected > MAX_DETAILS ? `; the first ${MAX_DETAILS} are listed` : '';
  const only = rejected === 1 ? `: ${details[0]?.problem}` : listed;
  const message = `${rejected} of ${accepted + rejected} ${accepted + rejected === 1 ? 'record was' : 'records were'} not taken${only}`;
  return reply.code(400).send({ accepted, rejected, error: { code: 'records-invalid', message, details } });
}

const DESCRIPTION = Object.freeze({
  service: 'logwarren source',
  paths: {
    'POST /logs': {
      description: 'Takes log records; answers when the broker has confirmed them.',
      contentTypes: Object.keys(MEDIA_TYPES),
      contentEncodings: CONTENT_ENCODINGS,
      parameters: {
        service: 'service of all records, whatever they name; also as header X-Logwarren-Service',
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
