import type { HistogramJson, SeverityCountsJson } from '@logwarren/api';
import type { Severity } from '@logwarren/contract/severity';
import { condensed, sparkline } from '../../text/bars.ts';
import { lengthOf, momentOf } from '../../text/local-time.ts';
import { grouped } from '../../text/numbers.ts';
import type { Screen } from '../../text/screen.ts';
import { SEVERITIES } from '../../text/severity-format.ts';
import { padded } from '../../text/wrap-text.ts';

const LABEL = 9;
/** Room for `at most 1,234,567` behind the bars. */
const PEAK = 20;

/** Columns that a timeline needs beside its bars. */
export const BESIDE_BARS = LABEL + PEAK;

/** Draws bars over time: all records, and errors on a scale of their own. @param most number of bars */
export function timeline({ bins, from, stepMs, to }: HistogramJson, most: number, { isUtc, paint }: Screen): string {
  const row = (label: string, pick: (counts: SeverityCountsJson) => number, colour: 'cyan' | 'redBright') => {
    const numbers = condensed(
      bins.map(({ counts }) => pick(counts)),
      most,
    );
    const peak = Math.max(0, ...numbers);
    if (peak === 0) return '';
    return `${padded(label, LABEL)}${paint(colour, sparkline(numbers))}  ${paint('dim', `at most ${grouped(peak)}`)}\n`;
  };
  const sum = (counts: SeverityCountsJson, names: readonly Severity[]) =>
    names.reduce((total, name) => total + (counts[name] ?? 0), 0);
  const axis = `${momentOf(Date.parse(from), isUtc)} to ${momentOf(Date.parse(to), isUtc)}, ${lengthOf(stepMs)} each`;
  return [
    row('records', (counts) => sum(counts, SEVERITIES), 'cyan'),
    row('errors', (counts) => sum(counts, ['ERROR', 'FATAL']), 'redBright'),
    `${' '.repeat(LABEL)}${paint('dim', axis)}\n`,
  ].join('');
}
