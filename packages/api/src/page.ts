import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { recordJson } from './record.ts';

/** Answer of `GET /logs`. */
export const pageJson = z
  .object({
    records: z.array(recordJson).describe('In the requested order.'),
    next: z.string().nullable().describe('`cursor` of the next page; null when there is none.'),
    previous: z
      .string()
      .nullable()
      .optional()
      .describe('Only with `around`: `cursor` of the newer records, oldest first; null at the newest record.'),
    complete: z.boolean().describe('False when time ran out: more records may match, and `next` continues the search.'),
    searchedTo: z
      .string()
      .optional()
      .describe('How far the search got in time, ISO 8601; only when it is not complete.'),
    asOf: asOfJson,
    notes: notesJson,
  })
  .meta({ id: 'LogPage' });

/** One page of records. */
export type PageJson = z.output<typeof pageJson>;

/** Answer of `GET /logs/:id/context`. */
export const contextJson = z
  .object({
    before: z.array(recordJson).describe('Older records, oldest first: the last one is next to the record.'),
    record: recordJson,
    after: z.array(recordJson).describe('Newer records, oldest first.'),
    complete: z
      .boolean()
      .describe('False when time ran out, or when the records of one side exceed 8 MiB: some are missing.'),
    asOf: asOfJson,
  })
  .meta({ id: 'LogContext' });

/** A record and those around it. */
export type ContextJson = z.output<typeof contextJson>;
