import { DEAD_LETTER_REASONS, KEEPER_REASONS, routingWord } from '@logwarren/broker';
import { parseTimeParameter, resolveTime, TIME_FORMS } from '@logwarren/contract';
import { LETTER_STATES, type LetterFilter, type LetterPosition, type LetterSelection } from '@logwarren/store';
import { z } from 'zod';
import { rangeCheck, rangeIsNotEmpty } from '../../range-check.ts';

/** Parameters of dead letters, in the query of a GET and in the body of a POST alike. */

/** The closed list of docs/errors.md. */
export const LETTER_REASONS: readonly string[] = [...DEAD_LETTER_REASONS, ...KEEPER_REASONS];
export const MAX_LIMIT = 1_000;
export const DEFAULT_LIMIT = 100;
/** Most letters that one request names. */
export const MAX_IDS = 1_000;

/** A comma list in a query, repeated or not; in a body an array does as well. */
const list = z
  .union([z.string(), z.array(z.string()).max(100)])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').map((entry) => entry.trim())));

function listOf(known: readonly string[]) {
  return list.superRefine((entries, context) => {
    const unknown = entries.find((entry) => !known.includes(entry));
    if (unknown !== undefined) {
      context.addIssue(`${JSON.stringify(unknown.slice(0, 60))} is not known; use ${known.join(', ')}`);
    }
  });
}

function time(end: 'from' | 'to') {
  return z
    .string({ error: `is not a text; use ${TIME_FORMS}` })
    .transform((text, context) => {
      const parsed = parseTimeParameter(text, end);
      if (parsed !== undefined) return parsed;
      context.addIssue(`${JSON.stringify(text.slice(0, 60))} is not a time; use ${TIME_FORMS}`);
      return z.NEVER;
    })
    .describe(`Of the last failure: ${TIME_FORMS}.`);
}

const filterShape = {
  reason: listOf(LETTER_REASONS)
    .optional()
    .describe(`Letters with these reasons: ${LETTER_REASONS.join(', ')}.`),
  service: list.optional().describe('Letters of these services.'),
  from: time('from').optional(),
  to: time('to').optional(),
};

export const letterId = z
  .string()
  .transform((id) => id.toLowerCase())
  .refine((id) => /^[0-9a-f]{32}$/.test(id), 'is not an id of a dead letter; it has 32 hex digits')
  .describe('Id of the dead letter.');

const STATE_WORDS = [...LETTER_STATES, 'all'];

const letterCursor = z.string().transform((text, context) => {
  const position = decodePosition(text);
  if (position !== undefined) return position;
  context.addIssue('is not one of ours; use `next` of the answer before, unchanged');
  return z.NEVER;
});

/** Parameters of `GET /dead-letters`. */
export const lettersParameters = z
  .strictObject({
    ...filterShape,
    state: listOf(STATE_WORDS)
      .optional()
      .describe(`${STATE_WORDS.join(', ')}; without it those that are still open, kept and replaying.`),
    limit: z
      .string()
      .regex(/^\d{1,4}$/, `is not a whole number from 1 to ${MAX_LIMIT}`)
      .transform(Number)
      .pipe(z.number().min(1, 'is less than 1').max(MAX_LIMIT, `is more than ${MAX_LIMIT}`))
      .optional()
      .describe(`Most letters on a page, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} if not given.`),
    cursor: letterCursor.optional().describe('`next` of the page before.'),
  })
  .refine(rangeIsNotEmpty, rangeCheck());

const letterFilterBody = z.strictObject(filterShape).refine(rangeIsNotEmpty, rangeCheck());

/** Body of `POST /dead-letters/replay` and `/discard`. */
export const selectionBody = z
  .strictObject({
    ids: z.array(letterId).min(1, 'names no letter').max(MAX_IDS, `names more than ${MAX_IDS} letters`).optional(),
    filter: letterFilterBody.optional().describe('All that match; {} is all there are.'),
    cursor: letterCursor
      .optional()
      .describe('`next` of an answer that was not complete, with the same filter: goes on behind it.'),
    dryRun: z.boolean().default(false).describe('Only say what would happen.'),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ['ids'],
    error: 'is needed unless there is a filter, and only one of them is allowed',
  });

type FilterValues = z.output<typeof letterFilterBody>;

/** Selection that the values of a filter stand for. */
export function letterFilterOf(
  { reason, service, from, to }: FilterValues,
  nowMs: number,
): Omit<LetterFilter, 'states'> {
  return {
    reasons: reason,
    // Where the record itself does not say it, the service stands as its routing key spells it.
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

/** Text of a place for a URL; opaque to clients. */
export function encodePosition({ lastFailedAtMs, id }: LetterPosition): string {
  return Buffer.from(JSON.stringify([lastFailedAtMs, id])).toString('base64url');
}

function decodePosition(text: string): LetterPosition | undefined {
  try {
    const [lastFailedAtMs, id] = JSON.parse(Buffer.from(text, 'base64url').toString());
    const isOurs = Number.isInteger(lastFailedAtMs) && Math.abs(lastFailedAtMs) <= 8.64e15;
    return isOurs && /^[0-9a-f]{32}$/.test(id) ? { lastFailedAtMs, id } : undefined;
  } catch {
    return undefined;
  }
}
