/**
 * Marks the words of a query in a message. It knows words, phrases and stars, which is enough for the eye; what a query
 * finds is decided by the service.
 */

const TOKEN = /(-|NOT\s+)?(?:(?:message|msg|body):)?("(?:[^"\\]|\\.)*"|[^\s()"]+)/g;

/**
 * Makes a function that marks the words of a query in a text.
 *
 * @param mark what is done to each
 */
export function highlighter(query: string, mark: (text: string) => string): (text: string) => string {
  const patterns = [...query.matchAll(TOKEN)].flatMap(([, negation, token = '']) =>
    negation === undefined ? patternOf(token) : [],
  );
  if (patterns.length === 0) return (text) => text;
  const any = new RegExp(patterns.join('|'), 'giu');
  return (text) => text.replace(any, mark);
}

function patternOf(token: string): string[] {
  const isPhrase = token.startsWith('"');
  // Fields are not in the message, and operators are no words.
  if (!isPhrase && (/:/.test(token) || /^(AND|OR|NOT|TO|&&|\|\|)$/.test(token))) return [];
  const text = (isPhrase ? token.slice(1, -1) : token).replace(/\\(.)/g, '$1');
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  const pieces = isPhrase ? [text] : text.split('*');
  const body = pieces.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\S*');
  const isWord = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
  const before = isWord(pieces[0]?.[0]) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = isWord(pieces.at(-1)?.at(-1)) ? '(?![\\p{L}\\p{N}_])' : '';
  return [`${before}${body}${after}`];
}
