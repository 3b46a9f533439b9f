import { STATUS_CODES } from 'node:http';
import {
  AppError,
  createParserErrorHandler,
  encodingFault,
  ForeignRequestError,
  type Logger,
  pathOf,
  shownPath,
  UnknownFormatError,
} from '@logwarren/common';
import { AsOfAheadError } from '@logwarren/store';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError, invalidParameters } from '../errors/http-error.ts';
import { problemsOf } from '../parameters/problems.ts';
import { ClientGoneError } from '../queries/query-limits.ts';
import type { App } from '../routes/route-context.ts';
import type { KnownPaths } from './known-paths.ts';

/**
 * One shape for every answer that is not a success, whichever part refuses the request: a route, the schemas, the
 * router, or the HTTP parser before there is a request. Causes and stack traces stay in the log.
 */

/** Status for a client that did not wait; only the metrics show it. */
const CLIENT_GONE = 499;
const UNAVAILABLE_RETRY_S = 5;

/** Installs the handlers on a server. */
export function answerErrors(app: App, log: Logger, paths: KnownPaths): void {
  app.addHook('onRequest', async ({ url }) => {
    const fault = encodingFault(url);
    if (fault !== undefined) throw invalidParameters([fault]);
  });
  app.setNotFoundHandler((request) => {
    throw pathError(request, paths);
  });
  app.setErrorHandler((error, request, reply) => sendError(toHttpError(error, request, { log, paths }), reply));
}

/** Answers a request that the router refuses before it chooses a handler: its path cannot be decoded. */
export function answerRouterError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  // No hook runs here, so this sets the headers that all answers have.
  void sendError(ofFastify(error), reply.header('x-content-type-options', 'nosniff'));
}

/** Answers bytes that are not HTTP: there is a socket, but no request. */
export const answerClientError = createParserErrorHandler((status) => ofStatus(status).code);

/** The refusal for a path that does not exist, or does not support the method. */
function pathError({ method, url }: FastifyRequest, paths: KnownPaths): HttpError {
  const path = pathOf(url);
  const methods = paths.methodsOf(path);
  // A folder of files accepts GET for any name, so a missing file is not a wrong method.
  if (methods.length > 0 && !methods.includes(method)) return methodError(method, path, methods);
  return new HttpError(404, 'not-found', `there is nothing at ${shownPath(path)}; ${pathAdvice(path, paths)}`);
}

function pathAdvice(path: string, paths: KnownPaths): string {
  if (HEALTH_PATHS.has(path)) return 'it is on the health port: HEALTH_PORT, 9104 unless it was set or taken';
  const nearest = paths.nearest(path);
  return nearest === undefined ? '/ names the paths' : `did you mean ${nearest}? / names all paths`;
}

/** Paths that only the health server of each service has. */
const HEALTH_PATHS = new Set(['/metrics', '/healthz', '/readyz']);

function methodError(method: string, path: string, methods: readonly string[]): HttpError {
  const allow = methods.join(', ');
  const message = `${shownPath(path)} does not take ${method}; use ${methods.filter((each) => each !== 'HEAD').join(' or ')}`;
  const elsewhere =
    method === 'POST' && path === '/logs' ? '; records are sent to the source, with POST /logs there' : '';
  return new HttpError(405, 'method-not-allowed', `${message}${elsewhere}`, { headers: { allow } });
}

function sendError(error: HttpError, reply: FastifyReply): FastifyReply {
  if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
  return reply.code(error.status).headers(error.headers).type('application/json; charset=utf-8').send(error.body);
}

function toHttpError(
  error: unknown,
  request: FastifyRequest,
  { log, paths }: { log: Logger; paths: KnownPaths },
): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ForeignRequestError) return new HttpError(error.statusCode, error.code, error.message);
  if (error instanceof ClientGoneError) return new HttpError(CLIENT_GONE, error.code, error.message);
  if (error instanceof AppError && error.code === 'store-unavailable') {
    log.warn({ route: request.routeOptions.url, err: error }, 'Search failed: MongoDB is away.');
    const message = 'MongoDB does not answer in time; try again';
    return new HttpError(503, error.code, message, { retryAfterS: UNAVAILABLE_RETRY_S });
  }
  if (error instanceof AppError && error.code === 'as-of-expired') {
    return new HttpError(410, error.code, 'this moment cannot be read any more; ask without `asOf`, or GET /logs/now');
  }
  if (error instanceof AsOfAheadError) {
    const problem = 'has not come yet in MongoDB; use `asOf` of another answer, unchanged';
    return invalidParameters([{ parameter: 'asOf', problem }]);
  }
  if (error instanceof UnknownFormatError) {
    log.error({ route: request.routeOptions.url, err: error }, 'Search failed: a newer build stored what it found.');
    return new HttpError(503, error.code, error.message);
  }
  const fastifyError = error as FastifyError;
  if (fastifyError.validation !== undefined) return validationError(fastifyError, request, paths);
  if ((fastifyError.statusCode ?? 500) < 500) return ofFastify(fastifyError);
  log.error({ route: request.routeOptions.url, err: error }, 'Request failed unexpectedly.');
  return new HttpError(500, 'internal-error', 'the search failed; its log says why');
}

function validationError(
  error: FastifyError,
  { method, routeOptions, url }: FastifyRequest,
  paths: KnownPaths,
): HttpError {
  const { validation = [], validationContext } = error;
  const path = pathOf(url);
  if (validationContext === 'params') {
    // A word in the place of an id: a path of another method, or a misspelt one.
    if (paths.has(path)) return methodError(method, path, paths.methodsOf(path));
    const nearest = paths.nearest(path);
    const problems = problemsOf(validation, []);
    if (nearest === undefined || nearest.includes(':')) return invalidParameters(problems);
    return invalidParameters(
      problems.map((each) => ({ ...each, problem: `${each.problem}; did you mean ${nearest}?` })),
    );
  }
  const { body, querystring } = routeOptions.schema ?? {};
  if (validationContext === 'body') return invalidParameters(problemsOf(validation, namesIn(body)));
  return invalidParameters(problemsOf(validation, namesIn(querystring), namesIn(body)));
}

function namesIn(schema: unknown): string[] {
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}

function ofFastify(error: FastifyError): HttpError {
  const [status, code, message] = REFUSALS[error.code] ?? [];
  if (status === undefined || code === undefined || message === undefined) return ofStatus(error.statusCode ?? 400);
  return new HttpError(status, code, message);
}

const SEND_JSON = 'send a JSON object with content-type: application/json, as /docs describes it for this path';

/** Refusals by the HTTP library, by its code: status, our code, and a sentence about the fault. */
const REFUSALS: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = Object.freeze({
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'bad-request', `the body is empty; ${SEND_JSON}`],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'bad-request', `the body is not JSON; ${SEND_JSON}`],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported-media-type', `the content type is not known here; ${SEND_JSON}`],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad-request', 'the body is not as long as the header content-length says'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'payload-too-large', 'the body is over 1 MiB; name fewer at once'],
  FST_ERR_BAD_URL: [400, 'bad-request', 'the path is not percent-encoded UTF-8; é is %C3%A9, a percent sign is %25'],
});

/** An error that only has a status; its name in the HTTP standard is the message. */
function ofStatus(status: number): HttpError {
  const name = STATUS_CODES[status] ?? 'Bad Request';
  return new HttpError(status, name.toLowerCase().replaceAll(' ', '-'), name.toLowerCase());
}
