import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { countFields, errorOfCountJson, mayMissJson, rangeJson } from './counts.ts';

/** Answer of `GET /logs/fields`. */
export const fieldsJson = z
  .object({
    fields: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(['record', 'attribute']).describe('A field of the record itself, or one of its attributes.'),
          types: z.array(z.enum(['string', 'number', 'boolean', 'null', 'time'])).describe('Most frequent first.'),
          ...countFields,
        }),
      )
      .describe('Fields of the record first, then attributes, most frequent first.'),
    records: z.int().min(0).describe('Records that match.'),
    recordsError: errorOfCountJson.describe(
      'See `error`. Also 0 when the query has conditions only on time, service and severity: then the number is always known.',
    ),
    recordsLow: rangeJson.low,
    recordsHigh: rangeJson.high,
    exact: z.boolean().describe('True when every count is the true one.'),
    mayMiss: mayMissJson,
    complete: z.boolean().describe('False when time ran out.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogFields' });

/** The fields that records have. */
export type FieldsJson = z.output<typeof fieldsJson>;
