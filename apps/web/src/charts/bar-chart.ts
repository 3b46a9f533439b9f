import type { SeverityCountsJson } from '@logwarren/api';
import { SEVERITIES, severityValues } from '../api/severity-counts.ts';

/** Values over time, one for each bin. */
export interface Series {
  name: string;
  /** As in CSS. */
  colour: string;
  values: readonly number[];
}

/** A chart of bars over time. */
export interface BarChart {
  element: HTMLElement;
  /** When each bin starts, ms since the epoch, ascending. */
  starts: readonly number[];
  /** When the last bin ends, ms since the epoch. */
  endMs: number;
  /** Stacked in this order, the first at the bottom. */
  series: readonly Series[];
  /** Colours of the axes: their texts and their lines. */
  axes: { text: string; line: string };
  /** px */
  width: number;
  height: number;
  /** A range was dragged: indexes of its first and last bin. */
  onSelect: (first: number, last: number) => void;
  /** The pointer is over a bin; undefined when it has left. */
  onHover: (bin: number | undefined) => void;
}

/**
 * Records by severity as series of a chart, worst at the bottom.
 *
 * @param colourOf reads a variable of the style sheet
 */
export function severitySeries(bins: readonly SeverityCountsJson[], colourOf: (variable: string) => string): Series[] {
  const rows = severityValues(bins);
  return SEVERITIES.map((severity, index) => ({
    name: severity,
    colour: colourOf(`--${severity.toLowerCase()}-bar`),
    values: rows[index] ?? [],
  }));
}
