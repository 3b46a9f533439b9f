import { type FieldTest, type Filter, foldCase } from '@logwarren/contract';

/**
 * Texts without which no record matches: each stands in the folded message or in the folded text of an attribute's value,
 * numbers and truth values included. Folded; may be empty.
 */
export function requiredTexts(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'phrase':
      return [foldCase(filter.phrase)];
    case 'glob':
      return filter.pieces.map(foldCase);
    case 'field':
      return filter.field.kind === 'attribute' || filter.field.field === 'message'
        ? testTexts(filter.test).map(foldCase)
        : [];
    case 'and':
      return filter.filters.flatMap(requiredTexts);
    default:
      return [];
  }
}

function testTexts(test: FieldTest): readonly string[] {
  if (test.kind === 'equals') return [test.text];
  if (test.kind === 'phrase') return [test.phrase];
  return test.kind === 'glob' ? test.pieces : [];
}
