import { errorsOf, type SeverityCounts, totalOf } from '../api/log-record.ts';

const WIDTH = 240;
const HEIGHT = 26;
/** Errors are never flatter than this. */
const LEAST = 3;

/** Records by time as small bars, errors at the bottom in their colour; `bins` has the oldest first. */
export function Sparkline({ bins }: { bins: readonly SeverityCounts[] }) {
  const most = bins.reduce((max, counts) => Math.max(max, totalOf(counts)), 1);
  const step = WIDTH / Math.max(1, bins.length);
  const area = (heightOf: (counts: SeverityCounts) => number) =>
    bins
      .map((counts, bin) => ({ x: bin * step, height: heightOf(counts) }))
      .filter(({ height }) => height > 0)
      .map(({ x, height }) => `M${x.toFixed(1)} ${HEIGHT}v-${height.toFixed(1)}h${(step * 0.85).toFixed(1)}V${HEIGHT}z`)
      .join('');
  const scale = (count: number) => (count / most) * HEIGHT;
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        className="spark-all"
        d={area((counts) => (totalOf(counts) === 0 ? 0 : Math.max(1, scale(totalOf(counts)))))}
      />
      <path
        className="spark-errors"
        d={area((counts) => (errorsOf(counts) === 0 ? 0 : Math.max(LEAST, scale(errorsOf(counts)))))}
      />
    </svg>
  );
}
