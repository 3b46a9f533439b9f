import { nearestName } from '@logwarren/common/nearest-name';
import { oneLine } from '../text/terminal-text.ts';

const MAX_SIMILAR = 5;
/** Shorter parts of names resemble too many others. */
const LEAST_PART = 4;

/**
 * Finds names that were probably meant: the nearest one, and names that contain the given one or are contained in it, whatever
 * their case and separators. If no name does, finds names with a part that is spelt almost like a part of the given one.
 *
 * @returns at most five, the likeliest first, safe for a terminal
 */
export function similarNames(name: string, known: readonly string[]): string[] {
  const wanted = fold(name);
  const holding = known.filter((other) => {
    const folded = fold(other);
    return isLong(wanted) && isLong(folded) && (folded.includes(wanted) || wanted.includes(folded));
  });
  const nearest = nearestName(name, known);
  const found = nearest === undefined ? holding : [nearest, ...holding.filter((other) => other !== nearest)];
  return (found.length > 0 ? found : likeByParts(name, known)).slice(0, MAX_SIMILAR).map(oneLine);
}

/** Two letters occur in nearly every name. */
function isLong({ length }: string): boolean {
  return length > 2;
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function likeByParts(name: string, known: readonly string[]): string[] {
  const parts = partsOf(name);
  return known.filter((other) => parts.some((part) => nearestName(part, partsOf(other)) !== undefined));
}

function partsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= LEAST_PART);
}
