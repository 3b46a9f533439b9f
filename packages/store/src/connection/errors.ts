import { AppError, CERTIFICATE_FAULTS, messageOf } from '@logwarren/common';
import { MongoBulkWriteError, MongoServerError } from 'mongodb';

/**
 * MongoDB did not answer, or answered that it cannot now. The fate of the operation is unknown: a write may or may not
 * have happened, and repeating it is safe.
 */
export class StoreUnavailableError extends AppError {
  constructor(what: string, cause: unknown) {
    super('store-unavailable', `${what}: ${messageOf(cause)}`, { cause });
  }

  /** The server's answer, if waiting alone does not change it: missing rights, a full disk, a quota. */
  get refusal(): MongoServerError | undefined {
    const { cause } = this;
    if (cause instanceof StoreUnavailableError) return cause.refusal;
    return cause instanceof MongoServerError && !isPassing(cause) ? cause : undefined;
  }
}

/**
 * MongoDB answers but cannot be used: wrong credentials, a standalone server, or a URL that names something unusable.
 * Waiting does not help.
 */
export class StoreUnusableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super('store-unusable', message, { cause });
  }
}

/** Error codes for a file in the URL that cannot be read. */
const FILE_FAULTS: ReadonlySet<unknown> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP']);

/**
 * The error, or one of its causes, that comes from the TLS options of the URL and lasts until a person acts: a missing
 * file, a file without a certificate, a server that is not trusted.
 */
export function tlsFault(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // A socket has its own codes. Connecting to a socket that is a file fails in `connect`.
  const isFile = FILE_FAULTS.has(code) && (syscall === 'open' || syscall === 'read');
  if (isFile || CERTIFICATE_FAULTS.has(code) || String(code).startsWith('ERR_OSSL_')) return error;
  return tlsFault(error.cause);
}

/**
 * Temporary answers: the server is starting, stopping, electing, or waiting for a lock or a majority. The driver's
 * monitor also reports when a server is not a primary.
 */
const PASSING_CODES: ReadonlySet<number> = new Set([
  6, 7, 24, 43, 50, 63, 64, 79, 89, 91, 112, 117, 150, 189, 225, 237, 239, 246, 251, 262, 267, 290, 314, 317, 358, 384,
  9001, 11600, 11602, 13388, 50915,
]);

/** True if waiting may change a server's answer. A bulk write that lost its connection has no code at all. */
function isPassing(error: MongoServerError): boolean {
  const code = codeOf(error);
  return code === undefined || PASSING_CODES.has(code);
}

/** The code of an answer; for a bulk write, the code of its first write error. */
function codeOf(error: MongoServerError): number | undefined {
  return typeof error.code === 'number' ? error.code : undefined;
}

/**
 * The server's error for each document that it refused in an unordered insert. It is undefined if the fate of the other
 * documents is uncertain: the insert did not complete, or no majority wrote it.
 *
 * In driver 7, every failed bulk insert throws a `MongoBulkWriteError`. A network error throws one too, with an empty
 * list of write errors, and "every error is a duplicate" is then vacuously true. So each condition below is needed.
 *
 * @param documents how many were to be inserted
 * @returns errors by the index of the document
 */
export function refusedDocuments(error: unknown, documents: number): Map<number, MongoServerError> | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const writeErrors = [error.writeErrors].flat();
  if (writeErrors.length === 0) return undefined;
  if (error.result.getWriteConcernError() !== undefined) return undefined;
  if (error.insertedCount + writeErrors.length !== documents) return undefined;
  return new Map(
    writeErrors.map(({ index, code, errmsg }) => [
      index,
      new MongoServerError({ code, message: errmsg ?? `code ${code}` }),
    ]),
  );
}

/**
 * Codes for a document that no retry can store: too large (10334, 17280, 17419, 17420), invalid BSON (2, 9, 15, 22), or
 * a field that may not be stored (16, 17, 52, 53, 56, 57).
 */
const DOCUMENT_CODES: ReadonlySet<number> = new Set([2, 9, 15, 16, 17, 22, 52, 53, 56, 57, 10334, 17280, 17419, 17420]);

/** True if a document can never be stored: MongoDB says so, or the driver cannot write it as BSON. */
export function isDocumentRefused(error: unknown): boolean {
  if (error instanceof MongoServerError) return DOCUMENT_CODES.has(codeOf(error) ?? 0);
  if (!(error instanceof Error)) return false;
  // The driver's own error for a document above the limit, errors of its BSON writer, and errors of Buffer.
  return /^BSON/.test(error.name) || error instanceof RangeError || error.name === 'MongoInvalidArgumentError';
}

/**
 * Answers that every other write would get too, until a person acts: missing rights, a wrong password, a quota, a full
 * disk, a read-only server.
 */
const REFUSES_ALL_CODES: ReadonlySet<number> = new Set([13, 18, 20, 8000, 14031]);
/** A transaction was aborted, most likely because it took too long. The next one gets its own time. */
const ABORTED_TRANSACTION_CODES: ReadonlySet<number> = new Set([225, 251, 290]);

/**
 * True if a failure concerns the written document and not MongoDB as a whole, so that other writes can continue. An
 * unknown code counts as such: MongoDB has hundreds. A wrong guess this way costs one attempt; a wrong guess the other
 * way stops all later writes.
 */
export function concernsOneWrite(error: unknown): boolean {
  if (!(error instanceof MongoServerError)) return !isDriverFailure(error) || isDocumentRefused(error);
  const code = codeOf(error);
  if (code !== undefined && ABORTED_TRANSACTION_CODES.has(code)) return true;
  return !isPassing(error) && !REFUSES_ALL_CODES.has(code ?? 0);
}

/** The driver gave up: no server, no connection, no time. */
function isDriverFailure(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Mongo');
}

/** A query took longer than its `maxTimeMS`. */
export const MAX_TIME_EXPIRED = 50;

/** True for a server's answer with one of the codes. */
export function hasCode(error: unknown, ...codes: number[]): boolean {
  return error instanceof MongoServerError && typeof error.code === 'number' && codes.includes(error.code);
}
