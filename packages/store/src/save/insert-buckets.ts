import { type BatchPart, COMMIT_LIMIT_MS, headersOf, type NewBucket, recordsOf } from '../bucket/index.ts';
import { isDocumentRefused, refusedDocuments, type Store, StoreUnavailableError } from '../connection/index.ts';
import { DOCUMENT_VALIDATION_FAILURE, type WriterView } from '../partitions/index.ts';

const DUPLICATE_KEY = 11000;

/** Parts of one bucket. */
export interface Attempt {
  parts: BatchPart[];
  bucket: NewBucket;
}

/** Outcome of a bucket: committed, or why it was not. */
export interface InsertResult {
  attempt: Attempt;
  kind: 'stored' | 'duplicate' | 'sealed' | 'refused' | 'failed';
  /** For `refused` and `failed`. */
  error?: unknown;
}

/**
 * Inserts records, then the headers of the buckets whose records were inserted. Never throws: each bucket fails by
 * itself.
 */
export async function insertBuckets(
  store: Store,
  view: WriterView,
  attempts: readonly Attempt[],
): Promise<InsertResult[]> {
  const { partition } = view;
  const what = `cannot store ${attempts.length} buckets in ${partition}`;
  const [startedAt, startedAtMs] = [performance.now(), Date.now()];
  const results = await insertEach(attempts, async (some) => {
    const documents = some.map(({ bucket }) => bucket.records);
    await recordsOf(store, partition).insertMany(documents, { ordered: false });
  });
  const ready = results.filter(({ kind }) => kind === 'stored').map(({ attempt }) => attempt);
  const failed = results.filter(({ kind }) => kind !== 'stored');
  if (ready.length === 0) return failed.map((each) => explained(each, what));
  // The monotonic clock stops while the machine sleeps, and somebody may set the wall clock.
  const stoodMs = Math.max(performance.now() - Math.min(startedAt, view.coveredAt), Date.now() - startedAtMs);
  if (stoodMs > COMMIT_LIMIT_MS) {
    const error = new Error('the process was frozen between records and header');
    const late = ready.map((attempt): InsertResult => ({ attempt, kind: 'failed', error }));
    return [...failed, ...late].map((each) => explained(each, what));
  }
  const committed = await insertEach(ready, async (some) => {
    const headers = some.map(({ bucket }) => bucket.header);
    await headersOf(store, partition).insertMany(headers, { ordered: false });
  });
  return [...failed, ...committed].map((each) => explained(each, what));
}

function explained(result: InsertResult, what: string): InsertResult {
  return result.kind === 'failed' ? { ...result, error: new StoreUnavailableError(what, result.error) } : result;
}

/**
 * Inserts the documents of attempts, and returns the result of each.
 *
 * If the driver cannot write a document as BSON, it stops the command before it sends anything. Then halves are sent,
 * until the document is alone.
 */
async function insertEach(
  attempts: readonly Attempt[],
  insert: (some: readonly Attempt[]) => Promise<void>,
): Promise<InsertResult[]> {
  try {
    await insert(attempts);
    return attempts.map((attempt) => ({ attempt, kind: 'stored' }));
  } catch (error) {
    const refused = refusedDocuments(error, attempts.length);
    if (refused !== undefined) return attempts.map((attempt, index) => resultOf(attempt, refused.get(index)));
    if (!isDocumentRefused(error)) return attempts.map((attempt) => ({ attempt, kind: 'failed', error }));
    if (attempts.length === 1) return attempts.map((attempt) => ({ attempt, kind: 'refused', error }));
    const half = Math.ceil(attempts.length / 2);
    const [one, other] = [attempts.slice(0, half), attempts.slice(half)];
    return [...(await insertEach(one, insert)), ...(await insertEach(other, insert))];
  }
}

function resultOf(attempt: Attempt, error: { code?: unknown } | undefined): InsertResult {
  if (error === undefined) return { attempt, kind: 'stored' };
  if (error.code === DUPLICATE_KEY) return { attempt, kind: 'duplicate' };
  if (error.code === DOCUMENT_VALIDATION_FAILURE) return { attempt, kind: 'sealed' };
  return { attempt, kind: isDocumentRefused(error) ? 'refused' : 'failed', error };
}
