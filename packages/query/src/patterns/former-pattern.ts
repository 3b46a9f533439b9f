import { wholeCharacters } from './beginning-of.ts';

/**
 * Patterns by the former rules, which masked each message by itself, before templates were found by variation. Saved
 * searches may still hold such patterns.
 */

/** Number of characters of a message that went into a pattern. */
export const FORMER_LENGTH = 200;

/** A run without white space that may vary: it has a digit or is an address. All other text stays. */
const CANDIDATE = /\S*[\d@]\S*/g;
/** Kinds of variable parts, in the order in which they are tried. */
const VARIABLE = new RegExp(
  [
    '(\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?|\\b\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?)',
    '(\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b)',
    '(\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b(?::\\d{1,5}\\b)?|\\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}\\b)',
    '(\\b0x[0-9a-f]+\\b|\\b(?=[a-f]{0,40}\\d)(?=\\d{0,40}[a-f])[0-9a-f]{8,64}\\b)',
    '((?<![A-Za-z_\\d])[-+]?\\d+(?:[.,]\\d+){0,4})',
    '(\\b[A-Za-z_]{1,40}-?\\d[A-Za-z\\d_-]{3,80}\\b)',
  ].join('|'),
  'gi',
);
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

/** The pattern of a message by the former rules. */
export function formerPattern(message: string): string {
  return masked(wholeCharacters(message, FORMER_LENGTH));
}

function masked(line: string): string {
  return line.replaceAll(CANDIDATE, (candidate) => {
    const rest = candidate.includes('@') ? candidate.replaceAll(EMAIL, '<email>') : candidate;
    return rest.replaceAll(VARIABLE, nameOf);
  });
}

/** Names of the groups, in their order. An expression without named groups is twice as fast. */
const NAMES = ['<time>', '<uuid>', '<ip>', '<hex>', '<n>', '<id>'];

function nameOf(_match: string, ...groups: unknown[]): string {
  for (let i = 0; i < NAMES.length; i++) if (groups[i] !== undefined) return NAMES[i] ?? '';
  return '';
}
