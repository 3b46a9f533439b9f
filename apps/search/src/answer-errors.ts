import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, ForeignRequestError, type Logger, UnknownFormatError } from '@logwarren/common';
import { AsOfAheadError } from '@logwarren/store';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError, invalidParameters } from './http-error.ts';
import { problemsOf } from './parameter-problems.ts';
import { ClientGoneError } from './request-signal.ts';
import type { App } from './routes/route-context.ts';

/**
 * One shape for every answer that is not a success, whoever refuses the request: a route, the schemas, the router, or
 * the HTTP parser before there is a request. Causes and stack traces stay in the log.
 */

/** Status for a client that did not wait; nobody sees it but the metrics. */
const CLIENT_GONE = 499;
const UNAVAILABLE_RETRY_S = 5;

/** Installs the handlers on a server. */
export function answerErrors(app: App, log: Logger): void {
  app.addHook('onRequest', async (request) => {
    if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD') {
      const message = `nothing here takes ${request.method}: use GET`;
      throw new HttpError(405, 'method-not-allowed', message, { headers: { allow: 'GET, HEAD' } });
    }
  });
  app.setNotFoundHandler(() => {
    throw new HttpError(404, 'not-found', 'there is nothing at this path; / names the paths');
  });
  app.setErrorHandler((error, request, reply) => sendError(toHttpError(error, request, log), reply));
}

/** Answers what the router refuses before any handler is chosen: a path that cannot be decoded. */
export function answerRouterError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  // No hook runs here, so the headers that all answers have are missing.
  void sendError(ofFastify(error), reply.header('x-content-type-options', 'nosniff'));
}

/** Answers what is no HTTP; the socket is all there is. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413 }[error.code ?? ''] ??
    400;
  const body = JSON.stringify(ofStatus(status).body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `x-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function sendError(error: HttpError, reply: FastifyReply): FastifyReply {
  if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
  return reply.code(error.status).headers(error.headers).type('application/json; charset=utf-8').send(error.body);
}

function toHttpError(error: unknown, request: FastifyRequest, log: Logger): HttpError {
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
  if (fastifyError.validation !== undefined) {
    return invalidParameters(problemsOf(fastifyError.validation, knownParameters(request)));
  }
  if ((fastifyError.statusCode ?? 500) < 500) return ofFastify(fastifyError);
  log.error({ route: request.routeOptions.url, err: error }, 'Request failed unexpectedly.');
  return new HttpError(500, 'internal-error', 'the search failed; its log says why');
}

function knownParameters(request: FastifyRequest): string[] {
  const { body, querystring } = request.routeOptions.schema ?? {};
  return Object.keys(((body ?? querystring) as { shape?: object } | undefined)?.shape ?? {});
}

function ofFastify(error: FastifyError): HttpError {
  if (NOT_JSON.has(error.code)) {
    return new HttpError(
      400,
      'bad-request',
      'the body is not JSON; send an object, as /docs describes it for this path',
    );
  }
  return ofStatus(error.statusCode ?? 400);
}

const NOT_JSON: ReadonlySet<string> = new Set(['FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_JSON_BODY']);

/** An error that is known by its status alone: what the HTTP standard calls it says enough. */
function ofStatus(status: number): HttpError {
  const name = STATUS_CODES[status] ?? 'Bad Request';
  return new HttpError(status, name.toLowerCase().replaceAll(' ', '-'), name.toLowerCase());
}
