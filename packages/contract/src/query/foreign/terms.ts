import { quoted } from '../field-name.ts';

/** Names and values as other languages write them, and the same as they are written here. */

/** A name before a sign; an operator is none. */
export const NAME = String.raw`(?!(?:AND|OR|NOT|TO)\b)[\p{L}_@$][\p{L}\p{N}_.@-]{0,100}`;
/** A value behind one, in any marks or none. */
export const VALUE = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|\x60[^\x60]*\x60|[^\s"'()|,{}=<>]+`;
/** Where a term begins. */
export const START = String.raw`(?<![^\s({,])`;

/** `name:value` for a name and a value with a sign between them. */
export function termOf(name: string, sign: string, value: string): string {
  const negation = sign.startsWith('!') ? '-' : '';
  return `${negation}${name}:${sign.endsWith('~') ? starred(bare(value)) : writtenValue(value)}`;
}

/** A value as it is written behind a colon. */
export function writtenValue(value: string): string {
  const text = bare(value);
  return /^[\p{L}\p{N}_./@-]+$/u.test(text) ? text : quoted(text);
}

/** A value without its quotation marks. */
export function bare(value: string): string {
  return /^(["'`]).*\1$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : value;
}

const MAX_WRITTEN = 80;

/** What was written, cut where it is long. */
export function short(written: string): string {
  const text = written.trim();
  return text.length > MAX_WRITTEN ? `${text.slice(0, MAX_WRITTEN)}…` : text;
}

/** A pattern with stars for what an expression means, as far as stars can say it. */
export function starred(expression: string): string {
  const inner = expression
    .replace(/^\^|\$$/g, '')
    .replaceAll(/\.[*+]\??/g, '*')
    .replaceAll(/\\([^\p{L}\p{N}])/gu, '$1');
  return `${inner.startsWith('*') ? '' : '*'}${inner}${inner.endsWith('*') ? '' : '*'}`;
}
