import { nearestName } from '@logwarren/common/nearest-name';

/** Options and commands of other programs, each with the one to type here. */

const OPTIONS: Readonly<Record<string, string>> = Object.freeze({
  '-o': 'JSON comes with --json',
  '--output': 'JSON comes with --json; logwarren export writes files',
  '--format': 'JSON comes with --json; logwarren export has --format',
  '-q': 'the query stands without an option: logwarren search timeout',
  '--query': 'the query stands without an option: logwarren search timeout',
  '--grep': 'words are searched as they are: logwarren search timeout',
  '-e': 'words are searched as they are: logwarren search timeout',
  '--level': 'Did you mean --severity? --min-severity finds what is more severe as well',
  '-l': 'Did you mean --severity? --min-severity finds what is more severe as well',
  '--min-level': 'Did you mean --min-severity?',
  '--last': 'Did you mean --since?',
  '--start': 'Did you mean --from?',
  '--end': 'Did you mean --to?',
  '--tail': 'Did you mean --limit?',
  '--lines': 'Did you mean --limit?',
  '--app': 'Did you mean --service?',
  '-s': 'Did you mean --service?',
  '--by': 'logwarren stats counts by severity and service; logwarren fields --values NAME counts by any field',
  '--group-by': 'logwarren stats counts by severity and service; logwarren fields --values NAME counts by any field',
  '-f': 'logwarren tail follows as it is; logwarren search has --follow',
  '--follow': 'logwarren tail follows as it is; logwarren search has --follow',
  '--no-color': 'Did you mean --color never?',
  '--no-colour': 'Did you mean --color never?',
});

const COMMANDS: Readonly<Record<string, string>> = Object.freeze({
  ...{ query: 'search', find: 'search', grep: 'search', logs: 'search', get: 'search', list: 'search' },
  ...{ follow: 'tail', watch: 'tail', live: 'tail', count: 'stats', facets: 'fields', download: 'export' },
});

const UNKNOWN = /^error: unknown (option|command) '([^']*)'/;
/** One minus and a word, or a condition: `-error`, `-level:debug`. */
const QUERY = /^-(?:[^-]*[:"]|[\p{L}_][\p{L}\p{N}_.-]{2})/u;

/**
 * Commander's message about a wrong argument, with advice.
 *
 * @param text one sentence that begins with `error: `, and perhaps its own advice in a line below
 */
export function usageAdvice(text: string): string {
  const [sentence = '', ...rest] = text.trimEnd().split('\n');
  const [, kind, given = ''] = UNKNOWN.exec(sentence) ?? [];
  const lines = kind === undefined ? [...rest, ...nearestChoice(sentence)] : adviceFor(kind, given, rest);
  return `logwarren: ${[sentence, ...lines].join('\n').replace(/^error: /, '')}\n`;
}

function adviceFor(kind: string, given: string, rest: readonly string[]): readonly string[] {
  const name = given.split('=', 1)[0] as string;
  const known = kind === 'option' ? OPTIONS : COMMANDS;
  if (Object.hasOwn(known, name)) {
    return [kind === 'option' ? `(${known[name]})` : `(Did you mean ${known[name]}?)`];
  }
  if (rest.length > 0) return rest;
  if (kind === 'option' && QUERY.test(given)) return ['(a query that begins with - comes after --)'];
  return ['(--help lists what there is)'];
}

/** The choice that was probably meant, in the words that commander has for commands and options. */
function nearestChoice(sentence: string): string[] {
  const [, given = '', choices] = /argument '([^']*)' is invalid\. Allowed choices are (.+)\.$/.exec(sentence) ?? [];
  if (choices === undefined) return [];
  const nearest = nearestName(given, choices.split(', '));
  return nearest === undefined ? [] : [`(Did you mean ${nearest}?)`];
}
