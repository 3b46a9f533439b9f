import { createHash } from 'node:crypto';
import { stringifyJson } from '@logwarren/contract';

/**
 * Binds a cursor to the query that it goes on with: on a page of another query it would leave out what lies before it,
 * and nobody would notice.
 *
 * @param values that choose the records and their order; an age such as `15m` as it was given, so that a query stays the
 *   same while time passes
 * @returns 66 bits of a digest, as text
 */
export function queryDigest(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const sorted = given
    .map(([name, value]) => [name, Array.isArray(value) ? value.map((each) => stringifyJson(each)).sort() : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256').update(stringifyJson(sorted)).digest('base64url').slice(0, DIGEST_CHARS);
}

const DIGEST_CHARS = 11;

/** For the problem of a cursor of another query. */
export const OTHER_QUERY =
  'belongs to another query; leave the other parameters as they were, or begin without a cursor';
