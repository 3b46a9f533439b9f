/*
 * Recognises ids that no word marks by their characters. Nearly every word that comes here is the name of a service, so
 * it counts the characters in place: an expression for each kind of id takes several times as long.
 */

const SHORTEST_HEX = 8;
const SHORTEST_RANDOM = 20;
const LONGEST = 64;

/** Classes of characters. */
const OTHER = 0;
const DIGIT = 1;
const CAPITAL = 2;
const SMALL = 3;
const DASH = 4;

/**
 * True for an id: hexadecimal digits including a number (`507f1f77bcf86cd799439011`), or 20 characters and more that
 * keep switching between digits, capitals and small letters (ULID, KSUID, nanoid, xid). False for the name of a pod,
 * whose dashes divide it: `shop-7d9c5b6f4d-x2x9z`.
 */
export function isRandomId(text: string): boolean {
  if (text.length < SHORTEST_HEX || text.length > LONGEST) return false;
  const counts = [0, 0, 0, 0, 0];
  let isHex = true;
  let changes = 0;
  let before = OTHER;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === OTHER) return false;
    if (isHex && kind !== DIGIT && !((code >= 97 && code <= 102) || (code >= 65 && code <= 70))) isHex = false;
    if (!isHex && text.length < SHORTEST_RANDOM) return false;
    // A capital before small letters begins a word: `OrderHistory`.
    if (kind !== before && !(before === CAPITAL && kind === SMALL)) changes += 1;
    before = kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const [, digits = 0, capitals = 0, small = 0, dashes = 0] = counts;
  if (digits === 0) return false;
  if (isHex) return true;
  const isMixed = capitals > 0 && small > 0 && changes * 3 >= text.length;
  const isOneCase = (capitals === 0 || small === 0) && dashes === 0 && digits >= 4 && changes * 3 >= text.length;
  return isMixed || isOneCase;
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return SMALL;
  if (code >= 48 && code <= 57) return DIGIT;
  if (code >= 65 && code <= 90) return CAPITAL;
  return code === 45 || code === 95 ? DASH : OTHER;
}
