import type { Older, PatternJson, PatternsJson } from '@logwarren/api';
import { queryOf } from '../../api/api-client.ts';
import { sayNothingFound } from '../../find/explain-nothing.ts';
import { printNotes } from '../../find/search-notices.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, filterParameters } from '../../options/filter-options.ts';
import { screenOf } from '../../options/screen-options.ts';
import { condensed, sparkline } from '../../text/bars.ts';
import { counted, estimateNote, percent } from '../../text/numbers.ts';
import type { Screen, ScreenOptions } from '../../text/screen.ts';
import { SEVERITIES, severityFormat } from '../../text/severity-format.ts';
import { jsonLine, oneLine } from '../../text/terminal-text.ts';
import { padded, shortened, wrapAfter } from '../../text/wrap-text.ts';

/** Older builds leave out `othersError`, `mayMiss` and `counted`. */
type Patterns = Older<PatternsJson, 'othersError' | 'mayMiss' | 'counted'>;

const OF_A_PART = 'time ran out: these are the patterns of only some of the records; narrow the search';
const UNGROUPED =
  'all records were counted, but time ran out before they were fully grouped: a pattern may appear in several rows; narrow the search';
const TREND = 12;
const COUNT = 11;
const ESTIMATE = 30;
const SHARE = 7;
const MAX_PATTERN = 500;

/** Options of `logwarren patterns`. */
export interface PatternsOptions extends FilterOptions, ScreenOptions {
  limit: number;
  exact?: boolean;
  examples?: boolean;
}

/** Runs `logwarren patterns`. */
export async function runPatterns(cli: Cli, query: readonly string[], options: PatternsOptions): Promise<void> {
  const { examples = false, exact, limit } = options;
  const screen = screenOf(cli, options);
  const filter = filterParameters(query, options);
  const answer = await cli.api().get<Patterns>(`/logs/patterns${queryOf({ ...filter, limit, exact })}`, 'patterns');
  printNotes(cli, answer.notes);
  if (!answer.complete) cli.notice(answer.counted === true ? UNGROUPED : OF_A_PART);
  if (!screen.isText) return cli.write(answer.patterns.map(jsonLine).join(''));
  const { patterns, others, othersError, othersLow, othersHigh } = answer;
  // Nothing in some of the records does not mean nothing in all, as the notice has said.
  if (patterns.length === 0 && !answer.complete) return;
  if (patterns.length === 0) return await sayNothingFound(cli, filter, screen.isUtc);
  const total = patterns.reduce((sum, { count }) => sum + count, others);
  const width = answer.exact ? COUNT : ESTIMATE;
  const title = [
    padded('RECORDS', width, 'right'),
    padded('SHARE', SHARE, 'right'),
    padded('TREND', TREND),
    padded('WORST', 5),
    'PATTERN',
  ];
  cli.write(`${screen.paint('dim', title.join('  '))}\n`);
  for (const pattern of patterns) cli.write(lineOf(pattern, { total, width, examples }, screen));
  const ofOthers = counted({ count: others, error: othersError, low: othersLow, high: othersHigh });
  if (others > 0) cli.write(`${padded(ofOthers, width, 'right')}  in other patterns\n`);
  if (!answer.exact && answer.complete) cli.writeError(estimateNote('Patterns', answer.mayMiss));
}

function lineOf(
  { counts, example, pattern, trend, ...count }: PatternJson,
  { width, examples, total }: { total: number; width: number; examples: boolean },
  { columns, paint }: Screen,
): string {
  const worst = SEVERITIES.find((severity) => (counts[severity] ?? 0) > 0) ?? '';
  const beginning = [
    padded(counted(count), width, 'right'),
    padded(percent(count.count, total), SHARE, 'right'),
    paint('cyan', padded(sparkline(condensed(trend, TREND)), TREND)),
    paint(severityFormat(worst), padded(worst, 5)),
    '',
  ].join('  ');
  const text = shortened(oneLine(pattern), MAX_PATTERN).replace(/<(?:[a-z]+|\*)>/g, (mask) => paint('dim', mask));
  const lines = examples ? [text, paint('dim', `e.g. ${shortened(oneLine(example.message), MAX_PATTERN)}`)] : [text];
  return `${wrapAfter(beginning, lines, columns)}\n`;
}
