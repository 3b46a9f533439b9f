import { nearestName } from '@logwarren/common/nearest-name';
import { COMMAND_ADVICE, OPTION_ADVICE } from './other-programs.ts';

const UNKNOWN = /^error: unknown (option|command) '([^']*)'/;
/** A query that begins with a minus: a word or a condition, as in `-error` and `-level:debug`. */
const QUERY = /^-(?:[^-]*[:"]|[\p{L}_][\p{L}\p{N}_.-]{2})/u;

/**
 * Turns commander's message about a wrong argument into ours, with advice.
 *
 * @param text a sentence that begins with `error: `, perhaps with commander's own advice in a line below
 * @returns lines with line ends, the first of which begins with `logwarren: `
 */
export function usageAdvice(text: string): string {
  const [sentence = '', ...rest] = text.trimEnd().split('\n');
  const [, kind, given = ''] = UNKNOWN.exec(sentence) ?? [];
  const lines = kind === undefined ? [...rest, ...nearestChoice(sentence)] : adviceFor(kind, given, rest);
  return `logwarren: ${[sentence, ...lines].join('\n').replace(/^error: /, '')}\n`;
}

function adviceFor(kind: string, given: string, rest: readonly string[]): readonly string[] {
  const name = given.split('=', 1)[0] as string;
  const isOption = kind === 'option';
  const known = (isOption ? OPTION_ADVICE : COMMAND_ADVICE).get(name);
  if (known !== undefined) return [isOption ? `(${known})` : `(Did you mean ${known}?)`];
  if (rest.length > 0) return rest;
  if (isOption && QUERY.test(given)) return ['(put -- in front of a query or file name that begins with -)'];
  return ['(--help lists the options and commands)'];
}

/** Suggests the choice that was probably meant, in the words that commander has for commands and options. */
function nearestChoice(sentence: string): string[] {
  const [, given = '', choices] = /argument '([^']*)' is invalid\. Allowed choices are (.+)\.$/.exec(sentence) ?? [];
  if (choices === undefined) return [];
  const nearest = nearestName(given, choices.split(', '));
  return nearest === undefined ? [] : [`(Did you mean ${nearest}?)`];
}
