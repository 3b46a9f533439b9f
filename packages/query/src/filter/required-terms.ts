import type { FieldRef } from '../fields/fields.ts';
import { certainTexts } from '../patterns/message-pattern.ts';
import { foldOfFormat1, foldText } from '../text/fold-text.ts';
import { agreedWords, wasFoldedAlike } from '../text/format-0-words.ts';
import { respelledNumber } from '../text/number-text.ts';
import { eachWord, foldPhrase, isPlainWord } from '../text/words.ts';
import { type EqualsTest, type FieldTest, type Filter, isNull, type PastedFilter } from './filter.ts';

/**
 * Terms that a bucket must hold to have a match: a bucket that lacks any of them has no match. If all lists are empty,
 * nothing is required, and every bucket must be opened.
 */
export interface Requirement {
  /** Words and pairs, as they stand in the terms filter. */
  terms: readonly string[];
  /** Folded; each is part of the folded message or of the folded text of an attribute's value. */
  texts: readonly string[];
  /** At least one requirement of each group must be met as well; an empty group can never be met. */
  anyOf: readonly (readonly Requirement[])[];
}

/** Requires nothing. */
const NOTHING: Requirement = Object.freeze({ terms: [], texts: [], anyOf: [] });

/** The term for a record's field or attribute with its value, as it stands in the terms filter beside the words. */
export function pairTerm(name: string, value: unknown): string {
  return `${name}=${foldText(String(value))}`;
}

/**
 * Names of the pairs for a trace id. There are two, because a trace is in few buckets: with one name, 0.9 % of all
 * other buckets would be opened in vain, more than hold the trace.
 */
export const TRACE_NAMES = ['traceId', 'trace'] as const;

/**
 * Terms that a bucket must hold to have a match. They never exclude a bucket that has one.
 *
 * @param words how the words of its header were cut: 0 as in `format-0-words.ts`, 1 with `foldOfFormat1`, 2 as today
 */
export function requirementOf(filter: Filter, words: WordsVersion): Requirement {
  const rules = RULES[words];
  switch (filter.kind) {
    case 'phrase':
      return phraseRequirement(filter.phrase, rules);
    case 'trace':
      return { ...NOTHING, terms: TRACE_NAMES.map((name) => pairTerm(name, filter.traceId)) };
    case 'glob':
      return globRequirement(filter.pieces, rules);
    case 'pattern':
      return all(certainTexts(filter.pattern).map((text) => phraseRequirement(text, rules)));
    case 'field':
      return fieldRequirement(filter.field, filter.test, rules);
    case 'pasted':
      return pastedRequirement(filter, words);
    case 'and':
      return all(filter.filters.map((each) => requirementOf(each, words)));
    case 'or':
      return any(filter.filters.map((each) => requirementOf(each, words)));
    default:
      return NOTHING;
  }
}

/** True if a requirement excludes no bucket. */
export function saysNothing({ terms, texts, anyOf }: Requirement): boolean {
  return terms.length + texts.length + anyOf.length === 0;
}

/** How a format folded and cut texts. */
interface Rules {
  /** False if a query's text shows nothing about the texts of the format. */
  isKnown(text: string): boolean;
  /** Words of a piece of a text. At a cut end, the word may continue. */
  words(piece: string, isCutAtStart: boolean, isCutAtEnd: boolean): readonly string[];
  /** True if a header has pairs for null attributes. */
  hasNulls: boolean;
}

/** How the words of a header were cut; new headers have 2. */
export type WordsVersion = 0 | 1 | 2;

const RULES: Readonly<Record<WordsVersion, Rules>> = Object.freeze({
  0: { isKnown: wasFoldedAlike, words: agreedWords, hasNulls: false },
  1: {
    isKnown: (text: string) => foldOfFormat1(text) === foldText(text),
    words: wordsOfBoth,
    hasNulls: false,
  },
  2: { isKnown: () => true, words: wordsOfPiece, hasNulls: true },
});

/** Words that the folding of version 1 leaves the same. */
function wordsOfBoth(piece: string, isCutAtStart: boolean, isCutAtEnd: boolean): string[] {
  const then = foldOfFormat1(piece);
  const now = wordsOfPiece(piece, isCutAtStart, isCutAtEnd);
  if (then === foldText(piece)) return now;
  const words = new Set<string>();
  eachWord(then, (start, end) => words.add(then.slice(start, end)));
  return now.filter((word) => words.has(word));
}

/** Characters of scripts without spaces are words, whatever their neighbours. */
function wordsOfPiece(piece: string, isCutAtStart: boolean, isCutAtEnd: boolean): string[] {
  const folded = foldText(piece);
  const words: string[] = [];
  eachWord(folded, (start, end) => {
    const word = folded.slice(start, end);
    const isCut = (isCutAtStart && start === 0) || (isCutAtEnd && end === folded.length);
    if (!isCut || !isPlainWord(word)) words.push(word);
  });
  return words;
}

function phraseRequirement(phrase: string, rules: Rules): Requirement {
  return { ...NOTHING, terms: [...new Set(rules.words(phrase, false, false))], texts: textsOf([phrase], rules) };
}

function globRequirement(pieces: readonly string[], rules: Rules): Requirement {
  const last = pieces.length - 1;
  const words = pieces.flatMap((piece, i) => rules.words(piece, i > 0, i < last));
  return { ...NOTHING, terms: [...new Set(words)], texts: textsOf(pieces, rules) };
}

function textsOf(texts: readonly string[], rules: Rules): string[] {
  return texts
    .filter((text) => rules.isKnown(text))
    .map(foldPhrase)
    .filter((text) => text !== '');
}

function fieldRequirement(field: FieldRef, test: FieldTest, rules: Rules): Requirement {
  const isInNoText = field.kind === 'pattern' || field.kind === 'ownTime';
  if (isInNoText || (field.kind === 'record' && field.field !== 'message')) return NOTHING;
  switch (test.kind) {
    case 'equals': {
      // Our own syntax never makes such a test of the message.
      if (field.kind === 'record' || !rules.isKnown(test.text)) return NOTHING;
      if (isNull(test.text)) return rules.hasNulls ? any(pairsOf(field.names, test.text)) : NOTHING;
      return any(
        formsOf(test).map((form) =>
          all([any(pairsOf(field.names, form)), { ...NOTHING, texts: textsOf([form], rules) }]),
        ),
      );
    }
    case 'phrase':
      return phraseRequirement(test.phrase, rules);
    case 'glob':
      return globRequirement(test.pieces, rules);
    default:
      return NOTHING;
  }
}

function pairsOf(names: readonly string[], value: string): Requirement[] {
  return names.map((name) => ({ ...NOTHING, terms: [pairTerm(name, value)] }));
}

/** A text, and the number that it may stand for. */
function formsOf({ text, isExact }: EqualsTest): string[] {
  const number = isExact ? undefined : respelledNumber(text);
  return number === undefined ? [text] : [text, number];
}

/** A value that appears in the text as it does in the attribute is required in either case. */
function pastedRequirement({ asked, pieces }: PastedFilter, version: WordsVersion): Requirement {
  const rules = RULES[version];
  const [phrase = '', ...others] = pieces;
  const text = others.length === 0 ? phraseRequirement(phrase, rules) : globRequirement(pieces, rules);
  const folded = pieces.map(foldText);
  const shared = textsOf(valuesOf(asked), rules).filter((value) => folded.some((piece) => piece.includes(value)));
  return all([any([requirementOf(asked, version), text]), { ...NOTHING, texts: shared }]);
}

/** No text contains the record's own fields, such as its service. */
function valuesOf(asked: Filter): readonly string[] {
  if (asked.kind !== 'field' || asked.field.kind === 'pattern' || asked.field.kind === 'ownTime') return [];
  if (asked.field.kind === 'record' && asked.field.field !== 'message') return [];
  if (asked.test.kind === 'glob') return asked.test.pieces;
  if (asked.test.kind !== 'equals' || isNull(asked.test.text) || formsOf(asked.test).length > 1) return [];
  return [asked.test.text];
}

function all(requirements: readonly Requirement[]): Requirement {
  const [first, ...others] = requirements.filter((each) => !saysNothing(each));
  if (first === undefined) return NOTHING;
  if (others.length === 0) return first;
  const each = [first, ...others];
  return {
    terms: [...new Set(each.flatMap(({ terms }) => terms))],
    texts: [...new Set(each.flatMap(({ texts }) => texts))],
    anyOf: each.flatMap(({ anyOf }) => anyOf),
  };
}

function any(requirements: readonly Requirement[]): Requirement {
  const possible = requirements.filter(({ anyOf }) => anyOf.every((group) => group.length > 0));
  const [first, ...others] = possible;
  if (first !== undefined && others.length === 0) return first;
  return possible.some(saysNothing) ? NOTHING : { ...NOTHING, anyOf: [possible] };
}
