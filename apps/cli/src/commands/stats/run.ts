import type { HistogramJson, Older, StatsJson } from '@logwarren/api';
import { queryOf } from '../../api/api-client.ts';
import { sayNothingFound } from '../../find/explain-nothing.ts';
import { printNotes } from '../../find/search-notices.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, type FilterParameters, filterParameters } from '../../options/filter-options.ts';
import { screenOf } from '../../options/screen-options.ts';
import { bar } from '../../text/bars.ts';
import { lengthOf, momentOf, zoneNameOf, zoneOf } from '../../text/local-time.ts';
import { countOf, grouped, percent } from '../../text/numbers.ts';
import type { Screen, ScreenOptions } from '../../text/screen.ts';
import { SEVERITIES, severityFormat } from '../../text/severity-format.ts';
import { table } from '../../text/table.ts';
import { jsonLine, oneLine } from '../../text/terminal-text.ts';
import { BESIDE_BARS, timeline } from './timeline.ts';

/** Older builds leave out `asOf`. */
type Stats = Older<StatsJson, 'asOf'>;

type DrawnParameters = FilterParameters & { bins: number; timeZone: string | undefined; asOf: string | undefined };

/** In a longer range, one bar covers too much time to show recent records. */
const LONG_MS = 7 * 24 * 60 * 60_000;
const MAX_BINS = 100;
const BAR = 30;

/** Options of `logwarren stats`. */
export interface StatsOptions extends FilterOptions, ScreenOptions {
  services: number;
}

/** Runs `logwarren stats`. */
export async function runStats(cli: Cli, query: readonly string[], options: StatsOptions): Promise<void> {
  const screen = screenOf(cli, options);
  const filter = filterParameters(query, options);
  const bins = Math.max(20, Math.min(MAX_BINS, (screen.columns === Infinity ? 80 : screen.columns) - BESIDE_BARS));
  const stats = await cli.api().get<Stats>(`/logs/stats${queryOf(filter)}`, 'bySeverity', 'byService');
  // Both are as of the same moment, so that the bars add up to the numbers above while records arrive.
  const drawn = { ...filter, bins, timeZone: zoneNameOf(screen.isUtc), asOf: stats.asOf };
  const histogram = await cli.api().get<HistogramJson>(`/logs/histogram${queryOf(drawn)}`, 'bins');
  printNotes(cli, [...(stats.notes ?? []), ...(histogram.notes ?? [])]);
  if (!screen.isText) return cli.write(jsonLine({ ...stats, histogram }));
  cli.write(headline(stats, histogram, screen));
  if (stats.future > 0) cli.write(futureLine(stats, screen));
  if (stats.total > 0) {
    cli.write(`\n${severityTable(stats, screen)}`);
    cli.write(`\n${timeline(histogram, bins, screen)}`);
    if (isLong(filter, histogram)) cli.write(await lastDay(cli, drawn, screen));
    cli.write(`\n${serviceTable(stats, options.services, screen)}`);
  }
  if (stats.total === 0 && stats.complete) await sayNothingFound(cli, filter, screen.isUtc);
  if (!stats.complete || !histogram.complete) cli.notice('time ran out: the numbers are minimums; narrow the search');
}

/** True for a long range that the user did not choose: one old record may squeeze all recent ones into the last bar. */
function isLong({ from, to }: FilterParameters, histogram: HistogramJson): boolean {
  const lengthMs = Date.parse(histogram.to) - Date.parse(histogram.from);
  return from === undefined && to === undefined && lengthMs > LONG_MS;
}

/** Finer bars for the last day; `''` when it has no records. */
async function lastDay(cli: Cli, drawn: DrawnParameters, screen: Screen): Promise<string> {
  const histogram = await cli.api().get<HistogramJson>(`/logs/histogram${queryOf({ ...drawn, from: '24h' })}`, 'bins');
  if (!histogram.complete || histogram.bins.every(({ counts }) => Object.keys(counts).length === 0)) return '';
  return `\n${timeline(histogram, drawn.bins, screen)}`;
}

function headline({ complete, total }: Stats, { from, to }: HistogramJson, { isUtc, paint }: Screen): string {
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
    // A bar in inverse colours would be invisible.
    const colour = severity === 'FATAL' ? 'redBright' : format;
    return [[paint(format, severity), grouped(count), percent(count, total), paint(colour, bar(count / total, BAR))]];
  });
  return table(
    rows,
    [{ title: 'SEVERITY' }, { title: 'RECORDS', side: 'right' }, { title: 'SHARE', side: 'right' }, { title: '' }],
    dimmed(paint),
  );
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
  return `${table(rows, [{ title: 'SERVICE' }, ...numbers], dimmed(paint))}${more}`;
}

function dimmed(paint: Screen['paint']): (text: string) => string {
  return (text) => paint('dim', text);
}
