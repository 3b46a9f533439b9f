import { MongoBulkWriteError, MongoNetworkError, MongoServerError, type WriteError } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { isDocumentRefused, refusedDocuments, StoreUnavailableError, tlsFault } from './errors.ts';

const answer = (code: number) => new MongoServerError({ code, message: `code ${code}` });
const refusalOf = (cause: unknown) => new StoreUnavailableError('cannot store', cause).refusal?.code;

describe('a refusal', () => {
  test.each([13, 8000, 10107, 14031, 20])('is an error that waiting does not cure: code %i', (code) => {
    expect(refusalOf(answer(code))).toBe(code);
    expect(refusalOf(new StoreUnavailableError('cannot open', answer(code)))).toBe(code);
  });

  test.each([24, 50, 64, 91, 112, 189, 11602])('is not an answer that soon is another: code %i', (code) => {
    expect(refusalOf(answer(code))).toBeUndefined();
  });

  test('is not a connection that is lost, also in the middle of many documents', () => {
    expect(refusalOf(new MongoNetworkError('reset'))).toBeUndefined();
    expect(refusalOf(bulkError([], 0))).toBeUndefined();
  });
});

/** The error of driver 7 for an unordered insert that refused some documents. */
function bulkError(writeErrors: { index: number; code: number }[], insertedCount: number, concern?: object) {
  const result = { getWriteConcernError: () => concern, insertedCount };
  const error = Object.create(MongoBulkWriteError.prototype, {
    code: { value: writeErrors[0]?.code },
    writeErrors: { value: writeErrors as unknown as WriteError[] },
    insertedCount: { value: insertedCount },
    result: { value: result },
  });
  return error as MongoBulkWriteError;
}

describe('documents are known to be refused', () => {
  test('only when the insert came to its end', () => {
    const codes = refusedDocuments(bulkError([{ index: 1, code: 11000 }], 2), 3);
    expect([...(codes ?? [])].map(([index, { code }]) => [index, code])).toEqual([[1, 11000]]);
  });

  test('not when a connection was lost, a document is unaccounted for, or the majority has not written it', () => {
    expect(refusedDocuments(bulkError([], 0), 3)).toBeUndefined();
    expect(refusedDocuments(bulkError([{ index: 1, code: 11000 }], 1), 3)).toBeUndefined();
    expect(refusedDocuments(bulkError([{ index: 1, code: 11000 }], 2, { code: 64 }), 3)).toBeUndefined();
    expect(refusedDocuments(new MongoNetworkError('reset'), 3)).toBeUndefined();
  });
});

test('a document is refused for good when it is too large or no BSON, not when MongoDB is away or full', () => {
  for (const error of [answer(10334), answer(17280), new RangeError('out of range')]) {
    expect(isDocumentRefused(error)).toBe(true);
  }
  for (const error of [answer(13), answer(14031), answer(11000), new MongoNetworkError('reset'), new Error('bug')]) {
    expect(isDocumentRefused(error)).toBe(false);
  }
});

describe('a fault in the TLS options of the URL', () => {
  const fault = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

  test.each([
    fault('ENOENT', 'open'),
    fault('EACCES', 'open'),
    fault('EISDIR', 'read'),
    fault('ERR_OSSL_PEM_NO_START_LINE'),
    fault('SELF_SIGNED_CERT_IN_CHAIN'),
  ])('is found in an error and in its causes: $message', (reason) => {
    expect(tlsFault(reason)).toBe(reason);
    expect(tlsFault(new Error('no server', { cause: new Error('no connection', { cause: reason }) }))).toBe(reason);
  });

  test.each([fault('ECONNRESET', 'read'), fault('ENOENT', 'connect'), fault('ENOTFOUND', 'getaddrinfo')])(
    'is not what passes: $message in $syscall',
    (reason) => expect(tlsFault(new Error('no server', { cause: reason }))).toBeUndefined(),
  );
});
