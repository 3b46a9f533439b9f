import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { countFields, errorOfCountJson, mayMissJson, rangeJson, someSeveritiesJson } from './counts.ts';
import { recordJson } from './record.ts';

const patternJson = z.object({
  pattern: z
    .string()
    .describe(
      'The messages with `<n>`, `<uuid>`, `<ip>`, `<time>` and so on for parts that always vary, and `<*>` for names that were ' +
        'found to vary.',
    ),
  id: z
    .string()
    .optional()
    .describe(
      'Stays the same when the pattern becomes more general, as long as its records are listed now and then: 5,000 ' +
        'ids are kept. Absent when it could not be stored.',
    ),
  firstSeen: z.string().optional().describe('When a pattern of this id was first listed, ISO 8601.'),
  ...countFields,
  counts: someSeveritiesJson(0).describe(
    'Counts by severity, which add up to `count`; estimates if `count` is one. Severities without records are left out.',
  ),
  trend: z
    .array(z.int().min(0))
    .describe('Counts by time, oldest first, in the bins of a histogram with step `stepMs`; they add up to `count`.'),
  example: recordJson.describe('One of the newest.'),
  exampleIsCut: z
    .literal(true)
    .optional()
    .describe(
      'True when the example was cut to 1,000 characters of its message and some attributes; its `id` finds the whole record.',
    ),
});

/** A template of messages, and how many records it has. */
export type PatternJson = z.output<typeof patternJson>;

/** Answer of `GET /logs/patterns`. */
export const patternsJson = z
  .object({
    patterns: z.array(patternJson).describe('Most frequent first.'),
    others: z.int().min(0).describe('Number of records whose pattern is not listed.'),
    othersError: errorOfCountJson,
    othersLow: rangeJson.low,
    othersHigh: rangeJson.high,
    from: z.string().describe('Start of the range, ISO 8601, included; it is in the first bin of the trends.'),
    to: z.string().describe('End of the range, excluded.'),
    stepMs: z
      .int()
      .min(1)
      .describe(
        'Width of a bin in milliseconds. With `timeZone`, bins longer than an hour differ where clocks change.',
      ),
    exact: z.boolean().describe('True when every count is the true one.'),
    mayMiss: mayMissJson,
    complete: z.boolean().describe('False when time ran out.'),
    counted: z
      .boolean()
      .describe(
        'False when time ran out before all records (or those of the sample) were counted. True with `complete: false`: ' +
          'all were counted, but time ran out before messages that differ in a name were grouped, so a pattern may appear ' +
          'in several rows.',
      ),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogPatterns' });

/** The kinds of messages in a range. */
export type PatternsJson = z.output<typeof patternsJson>;
