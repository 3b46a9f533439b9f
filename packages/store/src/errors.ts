import { AppError, messageOf } from '@logwarren/common';
import { MongoBulkWriteError, MongoServerError } from 'mongodb';

/**
 * MongoDB did not answer, or answered that it cannot now. Nothing is known about what was asked: a write may or may not
 * have happened, and repeating it is safe.
 */
export class StoreUnavailableError extends AppError {
  constructor(what: string, cause: unknown) {
    super('store-unavailable', `${what}: ${messageOf(cause)}`, { cause });
  }
}

/** MongoDB can be reached but not used: wrong credentials, or a standalone server. Waiting does not help. */
export class StoreUnusableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super('store-unusable', message, { cause });
  }
}

/**
 * True when an unordered insert failed only on keys that exist, and every other document was written.
 *
 * In driver 7 every failure of a bulk insert is a `MongoBulkWriteError`, network errors included, with an empty list of
 * write errors; "every error is a duplicate" is then vacuously true. So each condition below is needed.
 *
 * @param documents how many were to be inserted
 */
export function isOnlyDuplicates(error: unknown, documents: number): error is MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError) || error.code !== 11000) return false;
  const writeErrors = [error.writeErrors].flat();
  return (
    writeErrors.length > 0 &&
    writeErrors.every((writeError) => writeError.code === 11000) &&
    error.result.getWriteConcernError() === undefined &&
    error.insertedCount + writeErrors.length === documents
  );
}

/** True for a server's answer with one of the codes. */
export function hasCode(error: unknown, ...codes: number[]): boolean {
  return error instanceof MongoServerError && typeof error.code === 'number' && codes.includes(error.code);
}
