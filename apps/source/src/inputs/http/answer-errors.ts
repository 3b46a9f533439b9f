import { ForeignRequestError, type Logger, messageOf, shownPath } from '@logwarren/common';
import type { FastifyError, FastifyReply } from 'fastify';
import type { RejectionReason, SourceMetrics } from '../../metrics/source-metrics.ts';
import { MEDIA_TYPES, unsupportedTypeError } from './parse-body.ts';
import { RequestError, UNAVAILABLE_RETRY_S } from './request-error.ts';

/** Points people who look for records to the right place. */
export function methodError(method: string, path: string): RequestError {
  const message =
    path === '/logs'
      ? 'records are sent with POST /logs; they are read at the search service'
      : `${path} does not take ${method}; use GET; records are sent with POST /logs`;
  return new RequestError(405, 'method-not-allowed', message);
}

/** Points callers of another program's path to the path of this one. */
export function unknownPath(path: string): RequestError {
  const message = `there is nothing at ${shownPath(path)}: this is the source, which takes records with POST /logs; the search service reads them`;
  return new RequestError(404, 'path-unknown', message);
}

const REASONS: Readonly<Record<number, RejectionReason>> = Object.freeze({
  403: 'forbidden',
  413: 'too-large',
  415: 'unsupported-type',
  429: 'overloaded',
  503: 'unavailable',
});

/** Answers with an error, and counts it. */
export function sendError(
  reply: FastifyReply,
  error: FastifyError | RequestError,
  log: Logger,
  metrics: SourceMetrics,
) {
  const known = toRequestError(error, log, reply.request?.headers['content-type']);
  const { statusCode, code, message, details, retryAfterS } = known;
  if (code === 'request-type-unsupported') void reply.header('accept-post', Object.keys(MEDIA_TYPES).join(', '));
  metrics.rejected.inc({ reason: REASONS[statusCode] ?? 'bad-body' });
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS));
  // The unread rest of a body is not worth reading.
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
