import { codeOf, visibleText } from './visible-text.ts';

/** A part of a text: letters, or a symbol for something invisible. */
interface TextPart {
  text: string;
  /** The symbol in words; undefined for letters. */
  name?: string;
}

/** White space, except single spaces between letters, which everyone can see. */
const WHITE = /([\n\r\t\v\f]|^ | $| (?= )|[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000])/;
const SIGNS: ReadonlyMap<string, TextPart> = new Map([
  ['\n', { text: '↵', name: 'line break' }],
  ['\r', { text: '␍', name: 'carriage return' }],
  ['\t', { text: '⇥', name: 'tab' }],
  [' ', { text: '␣', name: 'space' }],
]);

/** A value on one line, so that no two values look alike: white space as symbols, and the other symbols of `visibleText`. */
export function spacedText(value: string): TextPart[] {
  if (value === '') return [{ text: '(empty)', name: 'empty' }];
  return value
    .split(WHITE)
    .filter((text) => text !== '')
    .map((text) => SIGNS.get(text) ?? (isWhite(text) ? namedSpace(text) : { text: visibleText(text) }));
}

function isWhite(text: string): boolean {
  return text.length === 1 && WHITE.test(text);
}

/** The same for a label: symbols in words. */
export function spokenText(value: string): string {
  return spacedText(value)
    .map(({ text, name }) => (name === undefined ? text : ` (${name}) `))
    .join('')
    .trim();
}

function namedSpace(letter: string): TextPart {
  return { text: `[${codeOf(letter)}]`, name: codeOf(letter) };
}
