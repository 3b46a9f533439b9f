import uPlot from 'uplot';
import { localDay } from '../text/format-time.ts';
import type { BarChart, Series } from './bar-chart.ts';
import { stackSeries } from './stack-series.ts';

/** Room for the labels of time below the bars, and above them for half of the label of their height, px. */
const TIMES_PX = 22;
const ABOVE_PX = 14;
/** The scale ends a little above the highest bar. */
const HEADROOM = 1.04;

/** Draws the bars; `destroy` of the result removes them. */
export function plotBars({ element, starts, endMs, series, axes, width, height, onSelect, onHover }: BarChart): uPlot {
  const rows = series.map(({ values }) => values);
  const highest = starts.reduce((most, _, bin) => Math.max(most, sumAt(rows, bin)), 0);
  // A CSS pixel: the pixels of a phone's screen are too small to be seen.
  const stack = stackSeries(rows, (highest * HEADROOM) / (height - TIMES_PX - ABOVE_PX));
  const binAt = (plot: uPlot, x: number) => {
    const ms = plot.posToVal(x, 'x');
    return Math.max(
      0,
      starts.findLastIndex((start) => start <= ms),
    );
  };
  const bars = uPlot.paths.bars?.({ size: [0.92], align: 1 });
  const options: uPlot.Options = {
    width,
    height,
    ms: 1,
    padding: [ABOVE_PX, null, 0, null],
    legend: { show: false },
    scales: {
      x: { time: true, range: [starts[0] ?? 0, endMs] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * HEADROOM)] },
    },
    // Drawn from the sum of all series to the first series alone, each in front of the one before.
    series: [{}, ...series.toReversed().map((each) => barSeries(each, bars))],
    axes: [
      { ...axis(axes), size: TIMES_PX, values: timeLabels },
      {
        ...axis(axes),
        side: 3,
        size: 46,
        splits: (_plot, _axis, _min, max) => [0, max / HEADROOM],
        values: () => ['0', highest === 0 ? '' : COMPACT.format(highest)],
      },
    ],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      // A double click belongs to the page.
      bind: { dblclick: () => null },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: px } = plot.select;
          if (px < 4) return;
          onSelect(binAt(plot, left), binAt(plot, left + px - 1));
        },
      ],
      setCursor: [(plot) => onHover((plot.cursor.left ?? -1) < 0 ? undefined : binAt(plot, plot.cursor.left ?? 0))],
    },
  };
  return new uPlot(options, [[...starts], ...stack.toReversed()], element);
}

function sumAt(rows: readonly (readonly number[])[], bin: number): number {
  return rows.reduce((sum, values) => sum + (values[bin] ?? 0), 0);
}

function barSeries({ name, colour }: Series, paths: uPlot.Series.PathBuilder | undefined): uPlot.Series {
  return { label: name, fill: colour, stroke: colour, width: 0, paths, points: { show: false } };
}

function axis({ text, line }: BarChart['axes']): uPlot.Axis {
  return {
    stroke: text,
    font: '11px system-ui, sans-serif',
    grid: { show: false },
    ticks: { stroke: line, size: 4 },
    gap: 3,
  };
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** As precise as the distance between the labels requires, with the day wherever it changes. */
function timeLabels(_plot: uPlot, splits: number[]): string[] {
  const distanceMs = (splits[1] ?? 0) - (splits[0] ?? 0);
  const pad = (value: number) => String(value).padStart(2, '0');
  let dayBefore = '';
  return splits.map((ms) => {
    const time = new Date(ms);
    const day = localDay(time);
    if (distanceMs >= 86_400_000) return distanceMs >= 27 * 86_400_000 ? day.slice(0, -3) : day.slice(-5);
    const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
    const text = distanceMs < 60_000 ? `${clock}:${pad(time.getSeconds())}` : clock;
    const isNewDay = dayBefore !== '' && day !== dayBefore;
    dayBefore = day;
    return isNewDay ? `${day.slice(-5)} ${text}` : text;
  });
}
