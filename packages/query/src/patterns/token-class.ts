import { isMask, isSeparator, SHORT_NAME } from './shape-tokens.ts';

/**
 * How readily a token of a shape is taken for a value:
 * - `fixed`: never (separators, names of functions that are called);
 * - `mask`: it is one already;
 * - `field`: after `=`, within quotation marks, or a path or a name with dots; several of them may vary at once;
 * - `unit`: `<n>ms`, or `ms` after a number;
 * - `name`: with a number in it (`eth0`, `broadcast_<n>`);
 * - `word`: anything else.
 */
export type TokenClass = 'fixed' | 'mask' | 'field' | 'unit' | 'name' | 'word';

const UNIT = /^<n>[A-Za-z%µ]{0,3}\.?$/;
const UNIT_WORD = /^[A-Za-z%µ]{1,3}\.?$/;
const DOTTED = /^[\w-]+(?:\.[\w-]+)+$/;
const DOTTED_MASKS = /^(?:[\w-]|<n>)+(?:\.(?:[\w-]|<n>)+)+$/;
const DIVIDED = /[a-z]\/[a-z]/i;

/** The class of one token of a shape. */
export function tokenClass(tokens: readonly string[], index: number): TokenClass {
  const token = tokens[index] as string;
  if (isSeparator(token)) return 'fixed';
  if (isMask(token)) return 'mask';
  const next = tokens[index + 1] ?? '';
  if (next.startsWith('()')) return 'fixed';
  const previous = tokens[index - 1] ?? '';
  if (previous.endsWith('=') || isQuoted(previous, next) || isFieldText(token)) return 'field';
  if (UNIT.test(token) || (previous === ' ' && tokens[index - 2] === '<n>' && UNIT_WORD.test(token))) return 'unit';
  return token.includes('<') || SHORT_NAME.test(token) ? 'name' : 'word';
}

function isQuoted(previous: string, next: string): boolean {
  const mark = previous.at(-1);
  return (mark === '"' || mark === "'") && next.startsWith(mark);
}

function isFieldText(token: string): boolean {
  if (token.startsWith('/') || token.includes('@') || token.includes('://')) return true;
  return DOTTED.test(token) || DOTTED_MASKS.test(token) || DIVIDED.test(token);
}
