import type { FieldRef } from '../fields/fields.ts';
import type { FieldTest, Filter } from '../filter/filter.ts';
import { placedQuery } from '../language/places.ts';

/**
 * The texts that a query searches for in messages, so that the page can highlight them. Each is a list of the texts
 * between its stars: one text is a phrase, several are a pattern. Excluded texts and conditions on other fields are
 * left out; the list is empty if the query cannot be read.
 */
export function wantedTexts(query: string): (readonly string[])[] {
  let filter: Filter;
  try {
    // Times in a query highlight nothing.
    filter = placedQuery(query, 0).filter;
  } catch {
    return [];
  }
  const texts = textsOf(filter);
  return [...new Map(texts.map((pieces) => [pieces.join('*'), pieces])).values()];
}

function textsOf(filter: Filter): readonly (readonly string[])[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(textsOf);
    case 'phrase':
      return [[filter.phrase]];
    case 'glob':
      return [filter.pieces];
    case 'pasted':
      return [filter.pieces];
    case 'field':
      return isMessage(filter.field) ? textsOfTest(filter.test) : [];
    default:
      return [];
  }
}

function isMessage(field: FieldRef): boolean {
  return field.kind === 'record' && field.field === 'message';
}

function textsOfTest(test: FieldTest): readonly (readonly string[])[] {
  if (test.kind === 'phrase') return [[test.phrase]];
  return test.kind === 'glob' ? [test.pieces] : [];
}
