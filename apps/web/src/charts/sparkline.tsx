const WIDTH = 240;
const HEIGHT = 26;
/** No bar with records is flatter than this, about a pixel. */
const LEAST = 1;

interface SparklineProps {
  /** Records in each bin, oldest first. */
  records: readonly number[];
  /** Errors among them. */
  errors: readonly number[];
}

/** Records by time as small bars, errors at the bottom in their colour. */
export function Sparkline({ records, errors }: SparklineProps) {
  const most = records.reduce((max, count) => Math.max(max, count), 1);
  const step = WIDTH / Math.max(1, records.length);
  const area = (counts: readonly number[]) =>
    counts
      .map((count, bin) => ({ x: bin * step, height: count === 0 ? 0 : Math.max(LEAST, (count / most) * HEIGHT) }))
      .filter(({ height }) => height > 0)
      .map(({ x, height }) => `M${x.toFixed(1)} ${HEIGHT}v-${height.toFixed(1)}h${(step * 0.85).toFixed(1)}V${HEIGHT}z`)
      .join('');
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="spark-all" d={area(records)} />
      <path className="spark-errors" d={area(errors)} />
    </svg>
  );
}
