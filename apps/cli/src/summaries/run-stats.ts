import { queryOf } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import { filterParameters } from '../commands/filter-options.ts';
import { screenOf } from '../commands/screen-options.ts';
import type { StatsOptions } from '../commands/stats.ts';
import { sayNothingFound } from '../search/explain-nothing.ts';
import { sayNotes } from '../search/going-on.ts';
import { lengthOf, momentOf, zoneNameOf, zoneOf } from '../terminal/local-time.ts';
import type { Screen } from '../terminal/screen.ts';
import { SEVERITIES, severityFormat } from '../terminal/severity-format.ts';
import { bar, condensed, countOf, grouped, percent, sparkline } from '../terminal/sparkline.ts';
import { table } from '../terminal/table.ts';
import { jsonLine, oneLine } from '../terminal/terminal-text.ts';
import { padded } from '../terminal/wrap-text.ts';

type Counts = Partial<Record<string, number>>;

/** `GET /logs/stats`. */
interface Stats {
  total: number;
  from: string | null;
  to: string | null;
  bySeverity: Counts;
  byService: { service: string; total: number; bySeverity: Counts }[];
  /** Matches that are dated in the future, and therefore not counted. */
  future: number;
  complete: boolean;
  notes?: string[];
  /** Absent in answers of earlier builds. */
  asOf?: string;
}

/** `GET /logs/histogram`. */
interface Histogram {
  from: string;
  to: string;
  stepMs: number;
  bins: { time: string; counts: Counts }[];
  complete: boolean;
  notes?: string[];
}

const MAX_BINS = 100;
const LABEL = 9;
/** Room for `at most 1,234,567` behind the bars. */
const PEAK = 20;
const BAR = 30;

/** Runs `logwarren stats`. */
export async function runStats(cli: Cli, query: readonly string[], options: StatsOptions): Promise<void> {
  const screen = screenOf(cli, options);
  const filter = filterParameters(query, options);
  const bins = Math.max(20, Math.min(MAX_BINS, (screen.columns === Infinity ? 80 : screen.columns) - LABEL - PEAK));
  const stats = await cli.api().get<Stats>(`/logs/stats${queryOf(filter)}`, 'bySeverity', 'byService');
  // As of the same moment, so that the bars add up to the numbers above while records arrive.
  const drawn = { ...filter, bins, timeZone: zoneNameOf(screen.isUtc), asOf: stats.asOf };
  const histogram = await cli.api().get<Histogram>(`/logs/histogram${queryOf(drawn)}`, 'bins');
  sayNotes(cli, [...(stats.notes ?? []), ...(histogram.notes ?? [])]);
  if (!screen.isText) return cli.write(jsonLine({ ...stats, histogram }));
  cli.write(headline(stats, histogram, screen));
  if (stats.future > 0) cli.write(futureLine(stats, screen));
  if (stats.total > 0) {
    cli.write(`\n${severityTable(stats, screen)}`);
    cli.write(`\n${timeline(histogram, bins, screen)}`);
    cli.write(`\n${serviceTable(stats, options.services, screen)}`);
  }
  if (stats.total === 0 && stats.complete) await sayNothingFound(cli, filter, screen.isUtc);
  if (!stats.complete || !histogram.complete)
    cli.notice('the time was up first: there are at least so many; narrow the search');
}

function headline({ complete, total }: Stats, { from, to }: Histogram, { isUtc, paint }: Screen): string {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const range = `${momentOf(fromMs, isUtc)} to ${momentOf(toMs, isUtc)} ${zoneOf(toMs, isUtc)}`;
  const count = `${complete ? '' : 'at least '}${countOf(total, 'record')}`;
  return `${paint('bold', count)}  ${paint('dim', `${range} (${lengthOf(toMs - fromMs)})`)}\n`;
}

function futureLine({ complete, future }: Stats, { paint }: Screen): string {
  const [atLeast, verb] = complete ? ['', future === 1 ? 'is' : 'are'] : ['at least ', 'are'];
  return `${paint('yellow', `${atLeast}${grouped(future)} more ${verb} dated in the future: --from now`)}\n`;
}

function severityTable({ bySeverity, total }: Stats, { paint }: Screen): string {
  const rows = SEVERITIES.flatMap((severity) => {
    const count = bySeverity[severity] ?? 0;
    if (count === 0) return [];
    const format = severityFormat(severity);
    // A bar of inverse blanks would be none.
    const colour = severity === 'FATAL' ? 'redBright' : format;
    return [[paint(format, severity), grouped(count), percent(count, total), paint(colour, bar(count / total, BAR))]];
  });
  return table(
    [{ title: 'SEVERITY' }, { title: 'RECORDS', side: 'right' }, { title: 'SHARE', side: 'right' }, { title: '' }],
    rows,
    dimmed(paint),
  );
}

/** Bars over time: all records, and errors on a scale of their own. */
function timeline({ bins, from, stepMs, to }: Histogram, most: number, { isUtc, paint }: Screen): string {
  const row = (label: string, pick: (counts: Counts) => number, colour: 'cyan' | 'redBright') => {
    const numbers = condensed(
      bins.map(({ counts }) => pick(counts)),
      most,
    );
    const peak = Math.max(0, ...numbers);
    if (peak === 0) return '';
    return `${padded(label, LABEL)}${paint(colour, sparkline(numbers))}  ${paint('dim', `at most ${grouped(peak)}`)}\n`;
  };
  const sum = (counts: Counts, names: readonly string[]) =>
    names.reduce((total, name) => total + (counts[name] ?? 0), 0);
  const axis = `${momentOf(Date.parse(from), isUtc)} to ${momentOf(Date.parse(to), isUtc)}, ${lengthOf(stepMs)} each`;
  return [
    row('records', (counts) => sum(counts, SEVERITIES), 'cyan'),
    row('errors', (counts) => sum(counts, ['ERROR', 'FATAL']), 'redBright'),
    `${' '.repeat(LABEL)}${paint('dim', axis)}\n`,
  ].join('');
}

function serviceTable({ byService }: Stats, most: number, { paint }: Screen): string {
  const rows = byService.slice(0, most).map(({ bySeverity, service, total }) => {
    const errors = (bySeverity.ERROR ?? 0) + (bySeverity.FATAL ?? 0);
    const warnings = bySeverity.WARN ?? 0;
    return [
      paint('cyan', oneLine(service)),
      grouped(total),
      errors === 0 ? '0' : paint(severityFormat('ERROR'), grouped(errors)),
      percent(errors, total),
      warnings === 0 ? '0' : paint(severityFormat('WARN'), grouped(warnings)),
    ];
  });
  const numbers = ['RECORDS', 'ERRORS', 'SHARE', 'WARNINGS'].map((title) => ({ title, side: 'right' as const }));
  const more =
    byService.length > most
      ? paint('dim', `and ${countOf(byService.length - most, 'more service')} (--services)\n`)
      : '';
  return `${table([{ title: 'SERVICE' }, ...numbers], rows, dimmed(paint))}${more}`;
}

function dimmed(paint: Screen['paint']): (text: string) => string {
  return (text) => paint('dim', text);
}
