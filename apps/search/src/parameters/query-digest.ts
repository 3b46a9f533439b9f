import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { invalidParameters } from '../errors/http-error.ts';

/**
 * Binds a cursor to the query that it continues: with another query it would leave out the records before its place,
 * and nobody would notice. The digest covers the texts that the client sent, not what this build makes of them: a
 * cursor outlives an upgrade.
 */

/** The parameters of a request, as texts. */
type Given = Readonly<Record<string, unknown>>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Query and body as the client sent them; validation replaces them with what they mean. */
    given: { query: unknown; body: unknown };
  }
}

/** Keeps the texts of every request. */
export function keepGiven(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('preValidation', async (request) => {
    request.given = { query: request.query, body: request.body };
  });
}

/**
 * Names of the parameters that choose records or letters: `lists` mean the same in any order, and with or without
 * commas.
 */
interface Names {
  texts: readonly string[];
  lists: readonly string[];
}

/**
 * Digest of the parameters that choose the records of an answer.
 *
 * @param given texts as sent: an age such as `15m` is not resolved, so that a query stays the same while time passes
 * @returns 66 bits, as text; the same in every build
 */
export function queryDigest(given: unknown, { texts, lists }: Names): string {
  const values = (given ?? {}) as Given;
  const pairs = [
    ...texts.map((name) => [name, values[name]] as const),
    ...lists.map((name) => [name, values[name] === undefined ? undefined : sortedList(values[name])] as const),
  ];
  const sorted = pairs.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, DIGEST_CHARS);
}

const DIGEST_CHARS = 11;

function sortedList(given: unknown): string[] {
  const entries = [given].flat().flatMap((text) => String(text).split(','));
  return entries.map((entry) => entry.trim()).sort();
}

/**
 * Refuses a cursor of another query.
 *
 * @param cursor without a digest it comes from an earlier build, and is accepted with any query
 * @throws HttpError 400
 */
export function checkCursor(cursor: { query?: string } | undefined, digest: string): void {
  if (cursor?.query === undefined || cursor.query === digest) return;
  const problem = 'belongs to another query; leave the other parameters as they were, or begin without a cursor';
  throw invalidParameters([{ parameter: 'cursor', problem }]);
}
