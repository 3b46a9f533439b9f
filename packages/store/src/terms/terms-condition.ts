import { type Filter, type Requirement, requirementOf, type WordsVersion } from '@logwarren/query';
import type { Document } from 'mongodb';
import { gramBits, gramPositions } from './gram-filter.ts';
import { MIN_LOG2, positionsOf } from './term-hash.ts';

/** Shorter texts have no gram. */
const MIN_GRAM_TEXT = 3;
/** Matches no header. */
const NO_HEADER: Document = { $nor: [{}] };
/** Headers by how their words were cut: before there were versions, in the first version, and today. */
const BY_WORDS: readonly (readonly [WordsVersion, Document])[] = [
  [0, { v: { $exists: false } }],
  [1, { v: { $gt: 0 }, words: { $exists: false } }],
  [2, { v: { $gt: 0 }, words: { $gt: 1 } }],
];

/**
 * Condition on headers that excludes buckets which cannot hold a match; `{}` if every bucket may.
 *
 * @param sizes the sizes of the filters, `termBits`. mongod tries each in turn, and each costs as much as the others
 * @see requirementOf for the required terms
 */
export function termsCondition(filter: Filter, sizes: readonly number[]): Document {
  const required = BY_WORDS.map(([words, which]) => ({ which, required: requirementOf(filter, words) }));
  const groups = [...Map.groupBy(required, (each) => JSON.stringify(each.required)).values()];
  const conditions = groups.map((group) => conditionOf((group[0] as (typeof required)[number]).required, sizes));
  // Nearly all queries give the same condition for each version, because their texts are ASCII. Otherwise the condition
  // for a header follows its version.
  if (conditions.length === 1) return conditions[0] as Document;
  const branches = groups.flatMap((group, index) => group.map(({ which }) => ({ ...which, ...conditions[index] })));
  return { $or: branches };
}

function conditionOf(required: Requirement, sizes: readonly number[]): Document {
  if (required.anyOf.some((group) => group.length === 0)) return NO_HEADER;
  const isEmpty = Object.keys(bitsCondition(required, 2 ** MIN_LOG2)).length === 0;
  if (isEmpty) return {};
  const branches = sizes.map((termBits) => ({ termBits, ...bitsCondition(required, termBits) }));
  return branches.length === 0 ? NO_HEADER : { $or: branches };
}

/** The bits that must be set in a filter of one size; `{}` if no bit must be. */
function bitsCondition({ terms, texts, anyOf }: Requirement, termBits: number): Document {
  const positions = [...new Set(terms.flatMap((term) => positionsOf(term, termBits)))];
  const grams = gramPositions(
    texts.filter((text) => text.length >= MIN_GRAM_TEXT),
    gramBits(termBits),
  );
  const groups = anyOf
    .map((group) => group.map((each) => bitsCondition(each, termBits)))
    .filter((group) => group.every((each) => Object.keys(each).length > 0));
  return {
    ...(positions.length > 0 ? { terms: { $bitsAllSet: positions } } : {}),
    ...(grams.length > 0 ? { grams: { $bitsAllSet: grams } } : {}),
    ...(groups.length > 0 ? { $and: groups.map((group) => ({ $or: group })) } : {}),
  };
}
