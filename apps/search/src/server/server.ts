import { isUtf8 } from 'node:buffer';
import helmet from '@fastify/helmet';
import { createForeignRequestCheck, type ListenWish, type Logger, listenOn } from '@logwarren/common';
import { stringifyJson } from '@logwarren/contract';
import { PAGE_DIRECTORY } from '@logwarren/web';
import { type FastifyInstance, fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { HttpError } from '../errors/http-error.ts';
import { keepGiven } from '../parameters/query-digest.ts';
import type { App, RouteContext } from '../routes/route-context.ts';
import { ROUTES } from '../routes/routes.ts';
import type { SearchMetrics } from '../routes/search-metrics.ts';
import { SCRIPT_PATH, serveApiReference } from '../routes/service/api-reference.ts';
import { servePage } from '../routes/service/serve-page.ts';
import { answerClientError, answerErrors, answerRouterError } from './answer-errors.ts';
import { compressAnswers } from './compress-answers.ts';
import { watchPaths } from './known-paths.ts';

/** Longest time for a request to arrive, and longest silence of a connection, ms. */
const SILENCE_MS = 30_000;
const MAX_CONNECTIONS = 1_000;
/** How often idle connections are ended while the server closes, ms. */
const CLOSE_IDLE_MS = 50;

/** The tools of the routes, and the host names that requests may use. */
export interface ServerOptions extends Omit<RouteContext, 'now'> {
  /** The address to listen on, and further host names that requests may use. */
  host: string;
  allowedHosts: readonly string[];
  /** ms since the epoch; an argument so that tests can stop the clock. */
  now?: () => number;
}

/** Builds the HTTP API; it does not listen yet. Closing it waits for the answers under way. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { host, allowedHosts, now = Date.now, ...context } = options;
  const { log, metrics } = context;
  const app = fastify({
    requestTimeout: SILENCE_MS,
    connectionTimeout: SILENCE_MS,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerClientError,
  }).withTypeProvider<ZodTypeProvider>() as App;
  app.server.maxConnections = MAX_CONNECTIONS;
  closeIdleConnections(app);
  app.setValidatorCompiler(validatorCompiler);
  // Typed functions build the answers; the schemas describe them, and tests compare the two.
  app.setSerializerCompiler(() => (data) => stringifyJson(data));
  observeAnswers(app, metrics, log);
  keepGiven(app);
  await app.register(helmet, HEADERS);
  const check = createForeignRequestCheck({ host, allowed: allowedHosts, variable: 'SEARCH_ALLOWED_HOSTS' });
  app.addHook('onRequest', async ({ method, url, headers, raw, routeOptions }) => {
    check({ method, url, headers, raw, isLong: routeOptions.config.isLong });
  });
  answerErrors(app, log, watchPaths(app as unknown as FastifyInstance));
  takeOnlyJson(app);
  await compressAnswers(app, [SCRIPT_PATH]);
  await serveApiReference(app);
  await servePage(app, PAGE_DIRECTORY);
  for (const route of ROUTES) route(app, { ...context, now });
  return app;
}

/** Headers of every answer. */
const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'base-uri': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  referrerPolicy: { policy: 'no-referrer' as const },
  // Plain HTTP on loopback or behind a proxy: the proxy decides.
  strictTransportSecurity: false,
};

/** Counts and logs every answer, and keeps it out of caches unless its route says otherwise. */
function observeAnswers(app: App, metrics: SearchMetrics, log: Logger): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    // Not `reply.elapsedTime`, which is 0 without a hook `onResponse`.
    const startedMs = performance.now();
    // Not `onResponse`: fastify does not call it when the client has left.
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? 'none';
      const status = reply.raw.writableFinished ? reply.statusCode : 499;
      const tookMs = performance.now() - startedMs;
      metrics.answered(route, status, tookMs / 1000);
      log.debug({ method: request.method, route, status, ms: Math.round(tookMs) }, 'Request answered.');
    });
  });
}

/** Accepts unpacked JSON in UTF-8; any other body would be read as a different text from the one sent. */
function takeOnlyJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') return done(packedBody(encoding));
    if (!isUtf8(bytes)) return done(new HttpError(400, 'bad-request', 'the body is not UTF-8; send it as that'));
    void parse(request, bytes.toString(), done);
  });
}

function packedBody(encoding: string): HttpError {
  const message = `content-encoding ${JSON.stringify(encoding.slice(0, 40))} is not taken here; send the body as it is`;
  return new HttpError(415, 'unsupported-media-type', message);
}

/**
 * When closing begins, Fastify ends the connections that are idle. Those that wait for an answer become idle later, and
 * would keep the server open for as long as the client keeps them.
 */
function closeIdleConnections(app: App): void {
  app.addHook('preClose', async () => {
    const timer = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS);
    app.server.once('close', () => clearInterval(timer));
  });
}

/**
 * Starts listening.
 *
 * @returns its URL, for example `http://127.0.0.1:8080`
 * @throws ListenError
 */
export async function listen(app: App, wish: Omit<ListenWish, 'prefix'>): Promise<string> {
  return listenOn({ ...wish, prefix: 'SEARCH' }, (port) => app.listen({ host: wish.host, port }));
}
