import { nearestName } from '@logwarren/common/nearest-name';

/** Options and commands of other programs, each with the one to type here. */

const URL = 'Did you mean --url? LOGWARREN_URL sets it for all commands';
const SERVICE = 'Did you mean --service?';
const MIN_SEVERITY = 'Did you mean --min-severity?';
const SEVERITY = 'Did you mean --severity? --min-severity finds what is more severe as well';
const WORDS = 'words are searched as they are: logwarren search timeout';
const QUERY_ARGUMENT = 'the query stands without an option: logwarren search timeout';
const NOT = 'put NOT in front of what is not wanted: logwarren search timeout NOT service:checkout';
const NO_PATTERNS = "there are no regular expressions: logwarren search '*time*out*'";
const COUNTS = 'logwarren stats counts by severity and service; logwarren fields --values NAME counts by any field';
const FOLLOWS = 'logwarren tail follows as it is; logwarren search has --follow';
const RANGE = 'logwarren search has --from, --to and --follow; logwarren tail shows what comes from now on';
const ORDER = 'Did you mean --order? asc shows the oldest first';
const LIMIT = 'Did you mean --limit? logwarren search has it';
const NAMESPACE = "a namespace is a field: logwarren search 'k8s.namespace.name:shop'";
const KEPT = 'what ran before is kept as well: choose its time with --from and --to';
const ZONE = 'times are of the zone of this machine; --utc prints them in UTC';
const TIMES = 'each record is printed with its time; leave it out';
const NO_CASE = 'upper and lower case are the same in a query; leave it out';
const AROUND = 'logwarren context has --before and --after; logwarren search has --context as well';

/** By the program that most people know them from; an option that the command has never gets here. */
const OPTIONS: Readonly<Record<string, string>> = Object.freeze({
  // logcli, curl and clients of databases.
  ...{
    '--server': URL,
    '--addr': URL,
    '--address': URL,
    '--host': URL,
    '--hostname': URL,
    '--endpoint': URL,
    '--api': URL,
  },
  ...{ '--port': URL, '--base-url': URL, '--uri': URL, '-H': URL },
  ...{ '--query': QUERY_ARGUMENT, '-q': QUERY_ARGUMENT, '--search': QUERY_ARGUMENT, '--filter': QUERY_ARGUMENT },
  ...{ '--start': 'Did you mean --from?', '--end': 'Did you mean --to?', '--last': 'Did you mean --since?' },
  ...{
    '--forward': 'Did you mean --order asc?',
    '--quiet': 'only records are written to standard output; leave it out',
  },
  ...{ '--timezone': ZONE, '--time-zone': ZONE, '--tz': ZONE },
  // journalctl.
  ...{ '-u': SERVICE, '--unit': SERVICE, '--user-unit': SERVICE, '--identifier': SERVICE, '-p': MIN_SEVERITY },
  ...{
    '--priority': MIN_SEVERITY,
    '-S': 'Did you mean --since?',
    '-U': 'Did you mean --to?',
    '--until': 'Did you mean --to?',
  },
  ...{
    '-r': ORDER,
    '--reverse': ORDER,
    '--sort': ORDER,
    '--pager-end': 'the newest records stand at the end; leave it out',
  },
  ...{ '--no-pager': 'there is no pager; leave it out', '-b': KEPT, '--boot': KEPT, '-g': WORDS, '--grep': WORDS },
  '-e': `${WORDS}; the newest stand at the end`,
  // kubectl and docker.
  ...{ '-c': SERVICE, '--container': SERVICE, '--selector': SERVICE, '--pod': SERVICE, '-n': LIMIT, '--limit': LIMIT },
  ...{
    '--namespace': NAMESPACE,
    '--all-namespaces': NAMESPACE,
    '--previous': KEPT,
    '--timestamps': TIMES,
    '-t': TIMES,
  },
  ...{
    '--tail': `Did you mean --limit? ${FOLLOWS}`,
    '--since-time': 'Did you mean --since?',
    '--prefix': 'each record is printed with its service; leave it out',
  },
  // grep, tail and jq.
  ...{ '-i': NO_CASE, '--ignore-case': NO_CASE, '--invert-match': NOT, '--exclude': NOT, '--regexp': NO_PATTERNS },
  ...{
    '-E': NO_PATTERNS,
    '-P': NO_PATTERNS,
    '--regex': NO_PATTERNS,
    '--lines': LIMIT,
    '--head': LIMIT,
    '--max': LIMIT,
  },
  ...{ '--count': COUNTS, '--by': COUNTS, '--group-by': COUNTS, '-f': FOLLOWS, '--follow': FOLLOWS, '-F': FOLLOWS },
  ...{
    '--since': RANGE,
    '--from': RANGE,
    '--to': RANGE,
    '-C': AROUND,
    '--context': AROUND,
    '-A': AROUND,
    '-B': AROUND,
  },
  // Names of the same things elsewhere.
  ...{ '--level': SEVERITY, '-l': SEVERITY, '--min-level': MIN_SEVERITY, '--app': SERVICE, '-s': SERVICE },
  '-o': 'JSON comes with --json',
  '--output': 'JSON comes with --json; logwarren export writes files',
  '--format': 'JSON comes with --json; logwarren export has --format',
  ...{ '--no-color': 'Did you mean --color never?', '--no-colour': 'Did you mean --color never?' },
});

const COMMANDS: Readonly<Record<string, string>> = Object.freeze({
  ...{ query: 'search', find: 'search', grep: 'search', logs: 'search', get: 'search', list: 'search' },
  ...{ cat: 'search', head: 'search', select: 'search', follow: 'tail', watch: 'tail', live: 'tail', count: 'stats' },
  ...{ facets: 'fields', labels: 'fields', series: 'fields', histogram: 'stats', download: 'export', dump: 'export' },
  ...{ check: 'parse', test: 'parse', lint: 'parse' },
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
  if (kind === 'option' && QUERY.test(given)) return ['(a query or a file that begins with - comes after --)'];
  return ['(--help lists what there is)'];
}

/** The choice that was probably meant, in the words that commander has for commands and options. */
function nearestChoice(sentence: string): string[] {
  const [, given = '', choices] = /argument '([^']*)' is invalid\. Allowed choices are (.+)\.$/.exec(sentence) ?? [];
  if (choices === undefined) return [];
  const nearest = nearestName(given, choices.split(', '));
  return nearest === undefined ? [] : [`(Did you mean ${nearest}?)`];
}
