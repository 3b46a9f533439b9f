import { z } from 'zod';
import { countFields, errorOfCountJson, mayMissJson, rangeJson } from './counts.ts';
import { asOfJson } from './moment.ts';
import { notesJson } from './notes.ts';

const facetJson = z.object({
  field: z.string().describe('As it was asked for.'),
  values: z
    .array(z.object({ value: z.string(), ...countFields }))
    .describe(
      'Most frequent first; numbers and truth values as text. Spellings that a condition does not tell apart ' +
        '(`checkout`, `Checkout`) are one value, under the one that most records have: asking for it finds that many.',
    ),
  others: z.int().min(0).describe('Records that have the field with a value that is not listed.'),
  othersError: errorOfCountJson,
  othersLow: rangeJson.low,
  othersHigh: rangeJson.high,
  exact: z.boolean().describe('True when every count is the true one.'),
  mayMiss: mayMissJson,
  ownIgnored: z
    .literal(true)
    .optional()
    .describe(
      'Counted without the conditions of the query on this field; only with `ignoreOwn`, where there are some.',
    ),
});

/** The most frequent values of a field. */
export type FacetJson = z.output<typeof facetJson>;

/** Answer of `GET /logs/facets`. */
export const facetsJson = z
  .object({
    facets: z.array(facetJson).describe('In the order of `fields`.'),
    complete: z.boolean().describe('False when the time was up first: the numbers are then of a part.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogFacets' });

/** The most frequent values of several fields. */
export type FacetsJson = z.output<typeof facetsJson>;
