import { z } from 'zod';
import { countFields, errorOfCountJson, mayMissJson, rangeJson, someSeveritiesJson } from './counts.ts';
import { asOfJson } from './moment.ts';
import { notesJson } from './notes.ts';
import { recordJson } from './record.ts';

const patternJson = z.object({
  pattern: z
    .string()
    .describe(
      'The messages with `<n>`, `<uuid>`, `<ip>`, `<time>` and the like in place of what certainly varies, and `<*>` in ' +
        'place of names that were found to vary.',
    ),
  id: z
    .string()
    .optional()
    .describe(
      'Stays the same when the pattern becomes more general, and as long as its records are listed now and then: 5,000 ' +
        'are kept. Absent when it could not be noted.',
    ),
  firstSeen: z.string().optional().describe('When a pattern of this id was first listed, ISO 8601.'),
  ...countFields,
  counts: someSeveritiesJson(0).describe(
    'By severity, estimates where `count` is one; they add up to it. Those without any are left out.',
  ),
  trend: z
    .array(z.int().min(0))
    .describe('Counts by time, oldest first, in the bins that a histogram of `stepMs` has; they add up to `count`.'),
  example: recordJson.describe('One of the newest.'),
  exampleIsCut: z
    .literal(true)
    .optional()
    .describe('The example is larger: it has 1,000 characters of its message and some attributes; its `id` finds all.'),
});

/** A template of messages, and how many records it has. */
export type PatternJson = z.output<typeof patternJson>;

/** Answer of `GET /logs/patterns`. */
export const patternsJson = z
  .object({
    patterns: z.array(patternJson).describe('Most frequent first.'),
    others: z.int().min(0).describe('Records whose pattern is not listed.'),
    othersError: errorOfCountJson,
    othersLow: rangeJson.low,
    othersHigh: rangeJson.high,
    from: z.string().describe('Start of the range, ISO 8601, included; the first step of the trends holds it.'),
    to: z.string().describe('End of the range, excluded.'),
    stepMs: z.int().min(1).describe('With `timeZone`, bins over an hour differ where clocks change.'),
    exact: z.boolean().describe('True when every count is the true one.'),
    mayMiss: mayMissJson,
    complete: z.boolean().describe('False when the time was up first.'),
    counted: z
      .boolean()
      .describe(
        'False when the time was up before all records (or those of the sample) were counted. True beside `complete: false`: all ' +
          'were counted, but the time was up before messages that differ in a name were grouped; a pattern may stand in several rows.',
      ),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogPatterns' });

/** The kinds of messages that there are. */
export type PatternsJson = z.output<typeof patternsJson>;
