import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { futureJson, someSeveritiesJson } from './counts.ts';

/** Answer of `GET /logs/histogram`. */
export const histogramJson = z
  .object({
    from: z.string().describe('Start of what was counted, ISO 8601, included.'),
    to: z.string().describe('End of what was counted, excluded.'),
    stepMs: z
      .int()
      .min(1)
      .describe(
        'Width of a bin in milliseconds. With `timeZone`, bins longer than an hour differ where clocks change.',
      ),
    end: z.string().describe('End of the last bin, ISO 8601; every other bin ends where the next one begins.'),
    bins: z
      .array(
        z.object({
          time: z
            .string()
            .describe('Start of the bin, ISO 8601. In local time of the zone it is a multiple of the step since 1970.'),
          counts: someSeveritiesJson(1).describe(
            'Number of records by severity; severities without records are left out.',
          ),
        }),
      )
      .describe('Oldest first, without gaps. The first and the last bin may extend beyond `from` and `to`.'),
    future: futureJson,
    complete: z.boolean().describe('False when time ran out: the numbers are then lower bounds.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogHistogram' });

/** Counts of records by time and severity. */
export type HistogramJson = z.output<typeof histogramJson>;
