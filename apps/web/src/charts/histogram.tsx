import type { HistogramJson, SeverityCountsJson } from '@logwarren/api';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { SEVERITIES, totalOf } from '../api/severity-counts.ts';
import type { Answer } from '../api/use-answer.ts';
import { exactCount, shortCount } from '../text/format-count.ts';
import { FutureNote } from '../time/future-note.tsx';
import { nameRange } from '../time/time-range.ts';
import { severitySeries } from './bar-chart.ts';
import { drawBars } from './draw-bars.ts';
import { readColours } from './read-colours.ts';

const HEIGHT_PX = 96;

interface HistogramProps {
  answer: Answer<HistogramJson>;
  /** The query whose matches are counted. */
  q: string;
  /** For a small screen. */
  isSmall: boolean;
  /** A range was dragged; ISO 8601. */
  zoom: (from: string, to: string) => void;
  zoomBack: () => void;
}

/** Records by time, stacked by severity. Dragging zooms in, a double click goes back. */
export function Histogram({ answer, q, isSmall, zoom, zoomBack }: HistogramProps) {
  const { data: histogram } = answer;
  const element = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number>();
  const width = useWidth(element);
  const scheme = useScheme();
  const current = useRef(zoom);
  useEffect(() => {
    current.current = zoom;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => {
    if (element.current === null || histogram === undefined || width === 0 || histogram.bins.length === 0) return;
    const { bins } = histogram;
    const plot = drawBars({
      element: element.current,
      starts: bins.map(({ time }) => Date.parse(time)),
      endMs: Date.parse(histogram.end),
      ...readColours(element.current, (colourOf) => ({
        series: severitySeries(
          bins.map(({ counts }) => counts),
          colourOf,
        ),
        axes: { text: colourOf('--dim'), line: colourOf('--line') },
      })),
      width,
      height: HEIGHT_PX,
      onHover: setHovered,
      onSelect: (first, last) => current.current(bins[first]?.time ?? histogram.from, endOf(histogram, last)),
    });
    return () => plot.destroy();
  }, [histogram, width, scheme]);
  return (
    <section className="histogram" aria-label="Records by time" data-small={isSmall} data-stale={answer.stale}>
      <Readout histogram={histogram} hovered={hovered} q={q} />
      <div className="histogram-bars" ref={element} aria-hidden="true" onDoubleClick={zoomBack} />
    </section>
  );
}

/** The numbers of the bin under the pointer, or of all of them. */
function Readout({
  histogram,
  hovered = -1,
  q,
}: {
  histogram: HistogramJson | undefined;
  /** Position of the bin under the pointer. */
  hovered: number | undefined;
  q: string;
}) {
  if (histogram === undefined) return <p className="readout">&nbsp;</p>;
  const bin = histogram.bins[hovered];
  const counts = bin?.counts ?? sumOf(histogram);
  const total = totalOf(counts);
  return (
    <p className="readout" data-of={bin === undefined ? 'all' : 'bar'}>
      <span className="readout-total" title={exactCount(total)}>
        {histogram.complete ? '' : 'at least '}
        {shortCount(total)} {total === 1 ? 'record' : 'records'}
      </span>
      {SEVERITIES.filter((severity) => counts[severity] !== undefined && counts[severity] > 0).map((severity) => (
        <span
          key={severity}
          className="readout-severity"
          data-severity={severity}
          title={exactCount(counts[severity] ?? 0)}
        >
          <i aria-hidden="true" /> {severity} {shortCount(counts[severity] ?? 0)}
        </span>
      ))}
      <span className="grow" />
      <FutureNote count={histogram.future} complete={histogram.complete} q={q} />
      <span className="readout-time">
        {bin === undefined ? 'drag to zoom, double click to go back' : nameRange(bin.time, endOf(histogram, hovered))}
      </span>
    </p>
  );
}

/** A bin ends where the next one begins, which is not one step later on days when clocks change. */
function endOf({ bins, end }: HistogramJson, bin: number): string {
  return bins[bin + 1]?.time ?? end;
}

function sumOf(histogram: HistogramJson): SeverityCountsJson {
  const sum: SeverityCountsJson = {};
  for (const { counts } of histogram.bins) {
    for (const severity of SEVERITIES) sum[severity] = (sum[severity] ?? 0) + (counts[severity] ?? 0);
  }
  return sum;
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function useScheme(): boolean {
  const [isDark, setIsDark] = useState(() => window.matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const read = () => setIsDark(query.matches);
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return isDark;
}
