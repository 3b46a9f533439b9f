/**
 * Searches for a text at places that must be checked, in time linear in the length of the searched text, for any two
 * texts.
 */

/** Number of refused places after which the search changes to the method below; there are rarely so many. */
const MAX_REFUSED = 16;
/** The method below searches for a longer text: `indexOf` may compare all of it at each place. */
const MAX_SHORT = 200;

/**
 * The first place of a text that is accepted.
 *
 * If it called `indexOf` after each refused place, each call would compare all of `wanted`: 2,000 letters in a message
 * of 256 KiB that repeats one letter took seconds.
 *
 * @param accepts called for each place, from left to right
 * @param from where to begin
 * @returns -1 if it is not found
 */
export function findText(text: string, wanted: string, accepts: (at: number) => boolean, from = 0): number {
  if (wanted.length > MAX_SHORT) return findLong(text, wanted, accepts, from);
  let refused = 0;
  for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (accepts(at)) return at;
    refused += 1;
    // An empty text is found at the end again and again.
    if (at >= text.length) return -1;
    if (refused > MAX_REFUSED && wanted.length > 1) return findLong(text, wanted, accepts, at + 1);
  }
  return -1;
}

/** Knuth, Morris and Pratt: each character of the text is compared twice at most. */
function findLong(text: string, wanted: string, accepts: (at: number) => boolean, from: number): number {
  const borders = bordersOf(wanted);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== code) matched = borders[matched - 1] as number;
    if (wanted.charCodeAt(matched) === code) matched += 1;
    if (matched < wanted.length) continue;
    const start = at + 1 - wanted.length;
    if (accepts(start)) return start;
    matched = borders[matched - 1] as number;
  }
  return -1;
}

/** For each beginning of a text, how much of its end is also a beginning. */
function bordersOf(wanted: string): Int32Array {
  const borders = new Int32Array(wanted.length);
  let matched = 0;
  for (let at = 1; at < wanted.length; at++) {
    const code = wanted.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== code) matched = borders[matched - 1] as number;
    if (wanted.charCodeAt(matched) === code) matched += 1;
    borders[at] = matched;
  }
  return borders;
}
