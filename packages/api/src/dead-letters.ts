import { z } from 'zod';

const instant = z.iso.datetime();

/** A dead letter in a list. */
const letterJson = z
  .object({
    id: z.string(),
    state: z
      .enum(['kept', 'replaying', 'replayed', 'discarded'])
      .describe('kept: waits for you; replaying: on its way; replayed, discarded: settled.'),
    reason: z.string().describe('One of the list in docs/errors.md.'),
    explanation: z.string().describe('What exactly was wrong.'),
    service: z.string().nullable(),
    records: z.int().describe('Number of records in it, as far as known.'),
    count: z.int().describe('How often it has failed.'),
    firstFailedAt: instant,
    lastFailedAt: instant,
    settledAt: instant.nullable().describe('When it was replayed or discarded.'),
    sizeBytes: z.int(),
    origin: z.object({
      queue: z.string(),
      routingKey: z.string(),
      messageId: z.string().nullable(),
      host: z.string().nullable().describe('Source that sent it.'),
      recordIndex: z.int().nullable().describe('Position in its batch; null when it is a whole message.'),
    }),
  })
  .meta({ id: 'DeadLetter' });

/** A dead letter. */
export type LetterJson = z.output<typeof letterJson>;

/** Answer of `GET /dead-letters`. */
export const letterPageJson = z
  .object({ letters: z.array(letterJson), next: z.string().nullable().describe('`cursor` of the next page.') })
  .meta({ id: 'DeadLetterPage' });

/** One page of dead letters, the newest failure first. */
export type LetterPageJson = z.output<typeof letterPageJson>;

/** Answer of `GET /dead-letters/:id`: the letter with the beginning of its bytes. */
export const letterDetailJson = letterJson
  .extend({
    type: z.string().nullable(),
    contentType: z.string().nullable(),
    contentEncoding: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    preview: z.object({
      bytes: z.int().describe('How many bytes `hex` shows.'),
      hex: z.string().describe('The first bytes as received.'),
      text: z
        .string()
        .describe('The beginning as text: unpacked if possible, with U+FFFD for bytes that are not UTF-8.'),
      unpacked: z.boolean(),
      truncated: z.boolean(),
    }),
  })
  .meta({ id: 'DeadLetterDetail' });

/** A dead letter with the beginning of its bytes. */
export type LetterDetailJson = z.output<typeof letterDetailJson>;

/** Fields of an answer that can be continued. */
const rest = {
  complete: z.boolean().describe('False when time ran out: ask again with `next` for the rest.'),
  next: z.string().nullable().optional().describe('`cursor` of the next request; null when it is complete.'),
};

/** Answer of `POST /dead-letters/replay`. */
export const replayJson = z.object({
  dryRun: z.literal(false),
  requested: z.int().describe('Letters that will be sent again; those already on their way are not counted.'),
  ...rest,
});

/** Letters that are sent again. */
export type ReplayJson = z.output<typeof replayJson>;

/** Most letters that a forecast lists one by one; it counts all. */
export const MAX_LISTED = 100;

/** Answer of `POST /dead-letters/replay` with `dryRun`. */
export const replayForecastJson = z
  .object({
    dryRun: z.literal(true),
    succeed: z.int().describe('Letters whose records would be stored, or are stored already.'),
    fail: z.int().describe('Letters that would come back.'),
    missing: z.array(z.string()).describe('Ids without a letter that can be replayed.'),
    letters: z
      .array(
        z.object({
          id: z.string(),
          succeeds: z.boolean(),
          reason: z.string().optional().describe('Why it would fail again.'),
          explanation: z.string().optional(),
        }),
      )
      .describe(`The first ${MAX_LISTED}, one by one.`),
    complete: z.boolean().describe('False when time ran out: the counts are then lower bounds.'),
  })
  .meta({ id: 'ReplayForecast' });

/** Forecast of a replay: which letters would be stored, and which would fail again. */
export type ReplayForecastJson = z.output<typeof replayForecastJson>;

/** Answer of `POST /dead-letters/discard`. */
export const discardJson = z.object({
  dryRun: z.boolean(),
  discarded: z.int().describe('Letters given up; with `dryRun` those that would be.'),
  ...rest,
});

/** Letters that are given up. */
export type DiscardJson = z.output<typeof discardJson>;
