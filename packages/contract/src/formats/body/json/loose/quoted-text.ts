/** Texts in quotation marks by any writer: JSON, Python, JavaScript, and templates with other escapes. */

/** A text without its quotation marks, and the position of its end. */
interface QuotedText {
  value: string;
  /** After the closing mark; -1 without one. */
  end: number;
}

const BACKSLASH = 92;
/** Follows the mark that closes a text; any other mark is one of its characters. */
const BEHIND = /\s{0,64}(?:[,}\]:]|=>|$)/y;
/** Node cuts a long text into pieces. */
const PIECE = /\s{0,64}\+\s{0,64}(?=['"`])/y;
const MOST_PIECES = 10_000;

/**
 * Takes a quoted text that begins at a position.
 *
 * Escapes are those of JSON, and `\x22` as nginx and Python write it. A text with a backslash that escapes nothing, as
 * in `C:\Users`, was never escaped: its backslashes are characters. So are tabs and other control characters.
 */
export function takeQuoted(text: string, start: number): QuotedText {
  const pieces: string[] = [];
  let at = start;
  for (let count = 0; count < MOST_PIECES; count++) {
    const end = endOfQuoted(text, at);
    if (end < 0) break;
    pieces.push(decode(text.slice(at + 1, end - 1), text[at] === '"'));
    PIECE.lastIndex = end;
    const plus = PIECE.exec(text)?.[0];
    if (plus === undefined) return { value: pieces.join(''), end };
    at = end + plus.length;
  }
  return { value: '', end: -1 };
}

/** Position after the closing mark. */
function endOfQuoted(text: string, start: number): number {
  const mark = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === mark && isClosing(text, at + 1)) return at + 1;
  }
  return -1;
}

function isClosing(text: string, at: number): boolean {
  BEHIND.lastIndex = at;
  PIECE.lastIndex = at;
  return BEHIND.test(text) || PIECE.test(text);
}

const ESCAPE = /\\(?:u([\da-fA-F]{4})|((?:x[\da-fA-F]{2}(?:\\(?=x[\da-fA-F]{2}))?)+)|([\s\S]))/g;
const SINGLE: Readonly<Record<string, string>> = Object.freeze({
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  0: '\0',
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
  '/': '/',
  '\n': '',
});

function decode(inside: string, isDouble: boolean): string {
  if (!inside.includes('\\')) return inside;
  let isEscaped = true;
  const decoded = inside.replace(ESCAPE, (all, hex?: string, bytes?: string, sign = '') => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (bytes !== undefined) return ofBytes(bytes, isDouble);
    if (!Object.hasOwn(SINGLE, sign)) isEscaped = false;
    return SINGLE[sign] ?? all;
  });
  return isEscaped ? decoded : inside;
}

/** Bytes of UTF-8 from nginx and Apache; Python's escapes are characters. */
function ofBytes(text: string, isDouble: boolean): string {
  const bytes = text.split('\\').map((each) => Number.parseInt(each.slice(1), 16));
  if (isDouble) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    } catch {
      // So they are characters.
    }
  }
  return bytes.map((byte) => String.fromCharCode(byte)).join('');
}
