import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { bySeverityJson, futureJson } from './counts.ts';

/** Answer of `GET /logs/stats`. */
export const statsJson = z
  .object({
    total: z.int().min(0).describe('Number of records that match.'),
    from: z.string().nullable().describe('Start of the range, included; null when it has none.'),
    to: z.string().nullable().describe('End of the range, excluded; null when it has none, see `to`.'),
    bySeverity: bySeverityJson,
    byService: z
      .array(z.object({ service: z.string(), total: z.int().min(0), bySeverity: bySeverityJson }))
      .describe('Most records first.'),
    future: futureJson,
    complete: z.boolean().describe('False when time ran out: the numbers are then lower bounds.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogStats' });

/** Counts of records by severity and service. */
export type StatsJson = z.output<typeof statsJson>;
