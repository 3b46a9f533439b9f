import { z } from 'zod';
import { asOfJson, notesJson } from './answer-fields.ts';
import { countFields, errorOfCountJson, mayMissJson, rangeJson } from './counts.ts';

const facetJson = z.object({
  field: z.string().describe('The field as requested.'),
  values: z
    .array(z.object({ value: z.string(), ...countFields }))
    .describe(
      'Most frequent first; numbers and booleans as text. Spellings that a condition does not distinguish ' +
        '(`checkout`, `Checkout`) are one value, shown in the most frequent spelling: searching for it finds that many ' +
        'records.',
    ),
  others: z.int().min(0).describe('Records whose value of this field is not listed.'),
  othersError: errorOfCountJson,
  othersLow: rangeJson.low,
  othersHigh: rangeJson.high,
  exact: z.boolean().describe('True when every count is the true one.'),
  mayMiss: mayMissJson,
  ownIgnored: z
    .literal(true)
    .optional()
    .describe(
      'True when counted without the conditions of the query on this field; only with `ignoreOwn`, and only if there are any.',
    ),
});

/** The most frequent values of a field. */
export type FacetJson = z.output<typeof facetJson>;

/** Answer of `GET /logs/facets`. */
export const facetsJson = z
  .object({
    facets: z.array(facetJson).describe('In the order of `fields`.'),
    complete: z.boolean().describe('False when time ran out: the numbers then cover only a part.'),
    notes: notesJson,
    asOf: asOfJson,
  })
  .meta({ id: 'LogFacets' });

/** The most frequent values of several fields. */
export type FacetsJson = z.output<typeof facetsJson>;
