/** Options and commands of other programs, each with the advice on what to type here. */

const URL = 'Did you mean --url? LOGWARREN_URL sets it for all commands';
const SERVICE = 'Did you mean --service?';
const MIN_SEVERITY = 'Did you mean --min-severity?';
const SEVERITY = 'Did you mean --severity? --min-severity also finds more severe records';
const WORDS = 'a word needs no option: logwarren search timeout';
const QUERY_ARGUMENT = 'a query needs no option: logwarren search timeout';
const NOT = 'put NOT in front of what you do not want: logwarren search timeout NOT service:checkout';
const NO_PATTERNS = "there are no regular expressions: logwarren search '*time*out*'";
const COUNTS = 'logwarren stats counts by severity and service; logwarren fields --values NAME counts by any field';
const FOLLOWS = 'logwarren tail always follows; logwarren search has --follow';
const RANGE = 'logwarren search has --from, --to and --follow; logwarren tail shows records from now on';
const ORDER = 'Did you mean --order? asc shows the oldest first';
const LIMIT = 'Did you mean --limit? logwarren search has it';
const NAMESPACE = "a namespace is a field: logwarren search 'k8s.namespace.name:shop'";
const KEPT = 'records of earlier runs are kept: choose their time with --from and --to';
const ZONE = 'times are in the zone of this machine; --utc prints them in UTC';
const TIMES = 'each record is printed with its time; leave it out';
const NO_CASE = 'queries ignore upper and lower case; leave it out';
const AROUND = 'logwarren context has --before and --after; logwarren search has --context as well';

/** Advice, and the options that it is for, separated by spaces. */
type AdviceRow = readonly [advice: string, names: string];

const OPTION_ROWS: readonly AdviceRow[] = [
  // logcli, curl and clients of databases.
  [URL, '--server --addr --address --host --hostname --endpoint --api --port --base-url --uri -H'],
  [QUERY_ARGUMENT, '--query -q --search --filter'],
  ['Did you mean --from?', '--start'],
  ['Did you mean --to?', '--end'],
  ['Did you mean --since?', '--last'],
  ['Did you mean --order asc?', '--forward'],
  ['only records are written to standard output; leave it out', '--quiet'],
  [ZONE, '--timezone --time-zone --tz'],
  // journalctl.
  [SERVICE, '-u --unit --user-unit --identifier'],
  [MIN_SEVERITY, '-p --priority'],
  ['Did you mean --since?', '-S'],
  ['Did you mean --to?', '-U --until'],
  [ORDER, '-r --reverse --sort'],
  ['the newest records come last; leave it out', '--pager-end'],
  ['there is no pager; leave it out', '--no-pager'],
  [KEPT, '-b --boot'],
  [WORDS, '-g --grep'],
  [`${WORDS}; the newest records come last`, '-e'],
  // kubectl and docker.
  [SERVICE, '-c --container --selector --pod'],
  [LIMIT, '-n --limit'],
  [NAMESPACE, '--namespace --all-namespaces'],
  [KEPT, '--previous'],
  [TIMES, '--timestamps -t'],
  [`Did you mean --limit? ${FOLLOWS}`, '--tail'],
  ['Did you mean --since?', '--since-time'],
  ['each record is printed with its service; leave it out', '--prefix'],
  // grep, tail and jq.
  [NO_CASE, '-i --ignore-case'],
  [NOT, '--invert-match --exclude'],
  [NO_PATTERNS, '--regexp -E -P --regex'],
  [LIMIT, '--lines --head --max'],
  [COUNTS, '--count --by --group-by'],
  [FOLLOWS, '-f --follow -F'],
  [RANGE, '--since --from --to'],
  [AROUND, '-C --context -A -B'],
  // Names of the same things elsewhere.
  [SEVERITY, '--level -l'],
  [MIN_SEVERITY, '--min-level'],
  [SERVICE, '--app -s'],
  ['JSON comes with --json', '-o'],
  ['JSON comes with --json; logwarren export writes files', '--output'],
  ['JSON comes with --json; logwarren export has --format', '--format'],
  ['Did you mean --color never?', '--no-color --no-colour'],
];

const COMMAND_ROWS: readonly AdviceRow[] = [
  ['search', 'query find grep logs get list cat head select'],
  ['tail', 'follow watch live'],
  ['stats', 'count histogram'],
  ['fields', 'facets labels series'],
  ['export', 'download dump'],
  ['parse', 'check test lint'],
];

/** Advice by the option that was typed. It is only for options that the command does not have. */
export const OPTION_ADVICE = adviceByName(OPTION_ROWS);

/** The command to type by the one that was typed. */
export const COMMAND_ADVICE = adviceByName(COMMAND_ROWS);

function adviceByName(rows: readonly AdviceRow[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap(([advice, names]) => names.split(' ').map((name) => [name, advice] as const)));
}
