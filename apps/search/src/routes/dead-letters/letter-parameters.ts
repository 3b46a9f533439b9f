import { KEEPER_REASONS, routingWord } from '@logwarren/broker';
import { DEAD_LETTER_REASONS } from '@logwarren/contract';
import { resolveTime, TIME_FORMS } from '@logwarren/query';
import { LETTER_STATES, type LetterFilter, type LetterPosition, type LetterSelection } from '@logwarren/store';
import { z } from 'zod';
import { list, once, type Parsed, wholeNumber } from '../../parameters/kinds.ts';
import { queryDigest } from '../../parameters/query-digest.ts';
import { rangeCheck, rangeIsNotEmpty } from '../../parameters/range-check.ts';
import { readService, time } from '../../parameters/read.ts';

/** Parameters of dead letters, both in the query of a GET and in the body of a POST. */

/** The closed list of docs/errors.md. */
const LETTER_REASONS: readonly string[] = [...DEAD_LETTER_REASONS, ...KEEPER_REASONS];
/** Most letters on a page. */
export const MAX_LIMIT = 1_000;
/** Letters on a page by default. */
export const DEFAULT_LIMIT = 100;
/** Most ids of letters in one request. */
const MAX_IDS = 1_000;

function oneOfMany(known: readonly string[]) {
  return list((entry): Parsed<string> => {
    if (known.includes(entry)) return { value: entry };
    return { problem: `${JSON.stringify(entry.slice(0, 60))} is not known; use ${known.join(', ')}` };
  });
}

const filterShape = {
  reason: oneOfMany(LETTER_REASONS)
    .optional()
    .describe(`Letters with these reasons: ${LETTER_REASONS.join(', ')}.`),
  service: list(readService).optional().describe('Letters of these services.'),
  from: time('from').optional().describe(`Of the last failure, included: ${TIME_FORMS}.`),
  to: time('to').optional().describe(`Of the last failure, excluded: ${TIME_FORMS}.`),
};

/** The id of a letter, in a path or a body. */
export const letterId = z
  .string()
  .transform((id) => id.toLowerCase())
  .refine((id) => /^[0-9a-f]{32}$/.test(id), 'is not an id of a dead letter; it has 32 hex digits')
  .describe('Id of the dead letter.');

const STATE_WORDS = [...LETTER_STATES, 'all'];

const letterCursor = once((text): Parsed<LetterCursor> => {
  const value = decodePosition(text.trim());
  return value === undefined
    ? { problem: 'is not one of ours; use `next` of the answer before, unchanged' }
    : { value };
});

/** Parameters of `GET /dead-letters`. */
export const lettersParameters = z
  .strictObject({
    ...filterShape,
    state: oneOfMany(STATE_WORDS)
      .optional()
      .describe(`${STATE_WORDS.join(', ')}; without it those that are still open, kept and replaying.`),
    limit: wholeNumber(MAX_LIMIT)
      .optional()
      .describe(`Most letters on a page, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} if not given.`)
      .meta({ type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
    cursor: letterCursor.optional().describe('`next` of the page before.'),
  })
  .refine(rangeIsNotEmpty, rangeCheck());

const letterFilterBody = z.strictObject(filterShape).refine(rangeIsNotEmpty, rangeCheck());

/** Body of `POST /dead-letters/replay` and `/discard`. */
export const selectionBody = z
  .strictObject({
    ids: z.array(letterId).min(1, 'names no letter').max(MAX_IDS, `names more than ${MAX_IDS} letters`).optional(),
    filter: letterFilterBody.optional().describe('All letters that match; {} matches all of them.'),
    cursor: letterCursor
      .optional()
      .describe('`next` of an answer that was not complete, with the same filter; continues after it.'),
    dryRun: z.boolean().default(false).describe('Only say what would happen.'),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ['ids'],
    error: 'is needed unless there is a filter, and only one of them is allowed',
  });

type FilterValues = z.output<typeof letterFilterBody>;

/** The selection that a filter describes. */
export function letterFilterOf(
  { reason, service, from, to }: FilterValues,
  nowMs: number,
): Omit<LetterFilter, 'states'> {
  return {
    reasons: reason,
    // If the record does not name its service, the letter has the service as spelt in the routing key.
    services: service?.flatMap((name) => [...new Set([name, routingWord(name)])]),
    fromMs: from === undefined ? undefined : resolveTime(from, nowMs),
    toMs: to === undefined ? undefined : resolveTime(to, nowMs),
  };
}

/** States that a parameter names. */
export function statesOf(words: readonly string[] | undefined): LetterFilter['states'] {
  if (words === undefined) return ['kept', 'replaying'];
  return words.includes('all') ? LETTER_STATES : LETTER_STATES.filter((state) => words.includes(state));
}

/** Selection that a body asks for. */
export function selectionOf(body: z.output<typeof selectionBody>, nowMs: number): LetterSelection {
  if (body.ids !== undefined) return { ids: [...new Set(body.ids)] };
  return { filter: letterFilterOf(body.filter ?? {}, nowMs), after: body.cursor };
}

/**
 * Digest of the parameters that choose letters.
 *
 * @param given the query, or the filter of a body, as the client sent it
 */
export function letterDigest(given: unknown): string {
  return queryDigest(given, { texts: ['from', 'to'], lists: ['reason', 'service', 'state'] });
}

/** A place among letters, and the query that it belongs to; earlier builds wrote cursors without a query. */
interface LetterCursor extends LetterPosition {
  query?: string;
}

/** Text of a place for a URL; opaque to clients. */
export function encodePosition({ lastFailedAtMs, id }: LetterPosition, query: string): string {
  return Buffer.from(JSON.stringify([lastFailedAtMs, id, query])).toString('base64url');
}

function decodePosition(text: string): LetterCursor | undefined {
  try {
    const [lastFailedAtMs, id, query] = JSON.parse(Buffer.from(text, 'base64url').toString());
    const isOurs = Number.isInteger(lastFailedAtMs) && Math.abs(lastFailedAtMs) <= 8.64e15;
    if (!isOurs || !/^[0-9a-f]{32}$/.test(id)) return undefined;
    return typeof query === 'string' ? { lastFailedAtMs, id, query } : { lastFailedAtMs, id };
  } catch {
    return undefined;
  }
}
