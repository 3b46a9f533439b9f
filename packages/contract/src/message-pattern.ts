/**
 * Template of a message: what varies from one to the next (numbers, ids, addresses, times) is replaced by what it is, so
 * that `user 17 paid in 3.2 ms` and `user 4711 paid in 12 ms` have the template `user <n> paid in <n> ms`.
 */

/** Longer messages, and further lines, say no more about what kind of message it is. */
const MAX_LENGTH = 200;
/** The mark for a variable part of a template; a message may hold such a text as well. */
const MASK = /<(?:time|uuid|ip|hex|n|id|email)>/;

/** A run without white space that may vary: whatever varies has a digit or is an address. The rest is left alone. */
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

/** The template of a message; the same for messages that differ in their variable parts alone. */
export function messagePattern(message: string): string {
  return masked(beginningOf(message));
}

/**
 * A test for the messages of one template; most others are told apart by their beginning.
 *
 * @param pattern exactly as `messagePattern` returned it
 */
export function patternTest(pattern: string): (message: string) => boolean {
  const mask = pattern.indexOf('<');
  const start = mask < 0 ? pattern : pattern.slice(0, mask);
  return (message) => {
    const line = beginningOf(message);
    return line.startsWith(start) && masked(line) === pattern;
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /[\u001b\u009b]|^[[{].*\\/s;
/** A character of ASCII that is in no word: neither case nor normalisation joins it with its neighbours. */
const SEPARATOR = /[^\w\u0080-\uffff]/;
const LAST_SEPARATOR = /[^\w\u0080-\uffff][\w\u0080-\uffff]*$/;

/**
 * Parts of a template that stand in each of its messages, and there neither begin nor end within a word: of `took <n>ms, then
 * <n>` that is `took` and `, then`. None where the folding of a text may take away what the template shows.
 */
export function certainTexts(pattern: string): string[] {
  if (ESCAPED.test(pattern)) return [];
  const pieces = pattern.split(MASK);
  const last = pieces.length - 1;
  // A number may be as long as the message, so a template with one may have been cut wherever it ends.
  const mayGoOn = last > 0 || pattern.length >= MAX_LENGTH - 1;
  const texts = pieces.map((piece, i) => {
    const end = i < last || mayGoOn ? piece.search(LAST_SEPARATOR) : piece.length;
    const start = i > 0 ? piece.search(SEPARATOR) : 0;
    return start < 0 || end < 0 ? '' : piece.slice(start, end);
  });
  return texts.filter((text) => text.trim() !== '');
}

/** The beginning of a message that its template is made of: no half characters, which no query could hold. */
function beginningOf(message: string): string {
  const lineEnd = message.indexOf('\n');
  let end = Math.min(lineEnd < 0 ? message.length : lineEnd, MAX_LENGTH);
  if (end < message.length && isHighSurrogate(message.charCodeAt(end - 1))) end -= 1;
  if (end > 0 && message.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1;
  const line = message.slice(0, end);
  return line.isWellFormed() ? line : line.toWellFormed();
}

const CARRIAGE_RETURN = 13;

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function masked(line: string): string {
  return line.replaceAll(CANDIDATE, (candidate) => {
    const rest = candidate.includes('@') ? candidate.replaceAll(EMAIL, '<email>') : candidate;
    return rest.replaceAll(VARIABLE, nameOf);
  });
}

/** Names of the groups, in their order; a pattern without names of its own is twice as fast. */
const NAMES = ['<time>', '<uuid>', '<ip>', '<hex>', '<n>', '<id>'];

function nameOf(_match: string, ...groups: unknown[]): string {
  for (let i = 0; i < NAMES.length; i++) if (groups[i] !== undefined) return NAMES[i] ?? '';
  return '';
}
