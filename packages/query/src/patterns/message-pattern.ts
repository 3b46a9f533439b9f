import { FORMER_LENGTH, formerPattern } from './former-pattern.ts';
import { shapeOf, tokensOf } from './shape-tokens.ts';
import { fits } from './template-index.ts';

/**
 * The pattern of a message: parts that certainly vary from one to the next (numbers, ids, addresses, times) are replaced
 * by their kind, so that `user 17 paid in 3.2 ms` and `user 4711 paid in 12 ms` have the pattern `user <n> paid in <n>
 * ms`.
 *
 * A template is a pattern with `<*>` where values were found by variation; it stands for all patterns that it fits.
 */

/** The mark for a variable part of a pattern; a message may contain the same text. */
const MASK = /<(?:time|uuid|ip|hex|n|id|email|token|\*)>/;

/** The pattern of a message. Messages that differ only in parts that certainly vary have the same pattern. */
export function messagePattern(message: string): string {
  return shapeOf(message).join('');
}

/**
 * A test for the messages of a pattern or of a template. Any other text is compared by the former rules; so is a long
 * one, which may be a former pattern that was cut off.
 */
export function patternTest(pattern: string): (message: string) => boolean {
  if (!isTemplate(pattern)) return (message) => formerPattern(message) === pattern;
  const template = tokensOf(pattern);
  // White space, masks and half characters differ from the message.
  const start = pattern.slice(0, pattern.search(/[\s<\ufffd]|$/));
  const mayBeCut = pattern.length >= FORMER_LENGTH / 2;
  return (message) => {
    if (!message.startsWith(start)) return false;
    if (fits(template, shapeOf(message))) return true;
    return mayBeCut && message.length > FORMER_LENGTH && formerPattern(message) === pattern;
  };
}

/** True for a text that may be the pattern of a message, or a template of several. */
export function isTemplate(pattern: string): boolean {
  return tokensOf(pattern).join('') === pattern;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /[\u001b\u009b]|^[[{].*\\/s;
/** An ASCII character that is in no word: neither case nor normalisation joins it with its neighbours. */
const SEPARATOR = /[^\w\u0080-\uffff]/;
const LAST_SEPARATOR = /[^\w\u0080-\uffff][\w\u0080-\uffff]*$/;

/**
 * Parts of a template that appear in each of its messages and neither begin nor end within a word: for `took <n>ms,
 * then <n>`, `took` and `, then`. The list is empty if folding may remove characters that the template shows.
 */
export function certainTexts(pattern: string): string[] {
  if (ESCAPED.test(pattern)) return [];
  const pieces = pattern.split(MASK);
  const last = pieces.length - 1;
  // A number may be as long as the message, so a template with a number may have been cut wherever it ends.
  const mayGoOn = last > 0 || pattern.length >= FORMER_LENGTH - 1;
  const texts = pieces.map((piece, i) => {
    const end = i < last || mayGoOn ? piece.search(LAST_SEPARATOR) : piece.length;
    const start = i > 0 ? piece.search(SEPARATOR) : 0;
    return start < 0 || end < 0 ? '' : piece.slice(start, end);
  });
  // A run of white space is one space in a template.
  const parts = isTemplate(pattern) ? texts.flatMap((text) => text.split(' ')) : texts;
  return parts.filter((text) => text.trim() !== '');
}
