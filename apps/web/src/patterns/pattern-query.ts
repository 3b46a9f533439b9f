/** A piece of a pattern: what all its messages have, or the name of what varies. */
export interface PatternPiece {
  text: string;
  isVariable: boolean;
}

const VARIABLE = /(<(?:time|uuid|email|ip|hex|n|id)>)/;
/** A phrase of fewer letters finds too much to be worth its place in the query. */
const LEAST_LETTERS = 2;
const MAX_PHRASES = 8;

/** The pieces of a pattern in their order. */
export function literalsOf(pattern: string): PatternPiece[] {
  return pattern
    .split(VARIABLE)
    .filter((text) => text !== '')
    .map((text) => ({ text, isVariable: VARIABLE.test(text) }));
}

/** A query for the records of a pattern: what is the same in all of them, as phrases, after the query they came from. */
export function queryOf(pattern: string, query: string): string {
  const phrases = literalsOf(pattern)
    .filter(({ isVariable }) => !isVariable)
    .map(({ text }) => wholeWords(text))
    .filter((text) => text.replace(/[^\p{L}]/gu, '').length >= LEAST_LETTERS)
    .slice(0, MAX_PHRASES)
    .map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`);
  const base = query.trim();
  const hasAlternatives = /\bOR\b|\|\|/.test(base);
  return [hasAlternatives ? `(${base})` : base, ...phrases].filter((part) => part !== '').join(' ');
}

function wholeWords(text: string): string {
  return text.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, '');
}
