import { SEVERITIES } from '@logwarren/contract/severity';
import { z } from 'zod';
import { asOfJson } from './answer-fields.ts';
import { bySeverityJson, futureJson } from './counts.ts';

/** Services whose newest record an overview shows; the others have only its time. */
export const MAX_BRIEFS = 100;
/** Bytes of a message in an overview. */
export const MAX_BRIEF_BYTES = 500;

const count = z.int().min(0);
const counts = z.array(count);
const briefJson = z.object({
  id: z.string().describe('For `/logs/{id}`.'),
  timestamp: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string().describe(`The beginning: at most ${MAX_BRIEF_BYTES} bytes.`),
});

const MAY_MISS = `null beyond the first ${MAX_BRIEFS}, or when time ran out.`;

const serviceJson = z.object({
  service: z.string(),
  total: count,
  bySeverity: bySeverityJson,
  lastSeen: z.string().describe('Timestamp of its newest record in the range.'),
  records: counts.describe('Number of records in each of the `bins`.'),
  errors: counts.describe('Number of ERROR and FATAL records among them.'),
  lastError: briefJson.nullable().describe(`Its newest record of ERROR or FATAL; ${MAY_MISS}`),
});

/** A service as an overview shows it; numbers by bin, the oldest first. */
export type ServiceOverviewJson = z.output<typeof serviceJson>;

const silentJson = z
  .object({
    count: count.describe('Services that have records before the end of the range, and none in it.'),
    services: z
      .array(
        z.object({
          service: z.string(),
          lastSeen: z.string().describe('Timestamp of its newest record.'),
          lastRecord: briefJson.nullable().describe(`That record; ${MAY_MISS}`),
        }),
      )
      .describe('The one that fell silent last comes first.'),
  })
  .nullable()
  .describe(
    'null when the range has no start, and when time ran out before all services were counted: a service that was ' +
      'not counted is not silent.',
  );

/** Answer of `GET /logs/overview`. */
export const overviewJson = z
  .object({
    total: count.describe('Number of records.'),
    from: z.string().nullable().describe('Start of the range, included; null when it has none.'),
    to: z.string().nullable().describe('End of the range, excluded; null when it has none.'),
    bySeverity: bySeverityJson,
    serviceCount: count.describe('Services that have records in the range.'),
    stepMs: z.int().min(1).describe('Width of a bin in milliseconds, as of a histogram.'),
    bins: z
      .array(z.string())
      .describe('Start of each bin, ISO 8601, oldest first; empty when there are no records, or time ran out before.'),
    end: z.string().describe('End of the last bin.'),
    services: z.array(serviceJson).describe('Most errors first, then most warnings, then most records.'),
    silent: silentJson,
    future: futureJson,
    complete: z.boolean().describe('False when time ran out: the numbers are then lower bounds.'),
    asOf: asOfJson,
  })
  .meta({ id: 'LogOverview' });

/** The state of every service. */
export type OverviewJson = z.output<typeof overviewJson>;
