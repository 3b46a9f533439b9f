import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * Metrics as tables: one row says everything that Prometheus and docs/metrics.md say about a metric, and the code that
 * counts refers to it by its key.
 */

interface CommonRow {
  /** Full name, so that a search for it ends at its row. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

interface CounterRow extends CommonRow {
  readonly kind: 'counter';
}

interface GaugeRow extends CommonRow {
  readonly kind: 'gauge';
  /**
   * True for a gauge without labels that is absent until it is set: prom-client would start it at a 0 that nobody has
   * counted.
   */
  readonly startsAbsent?: true;
}

interface HistogramRow extends CommonRow {
  readonly kind: 'histogram';
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
}

/** One metric, described. */
export type MetricRow = CounterRow | GaugeRow | HistogramRow;

/** Metrics by the key under which code refers to them. */
export type MetricTable = Readonly<Record<string, MetricRow>>;

type LabelOf<Row extends MetricRow> = Row extends { readonly labels: readonly (infer Label extends string)[] }
  ? Label
  : never;

type MetricOf<Row extends MetricRow> = Row extends CounterRow
  ? Counter<LabelOf<Row>>
  : Row extends HistogramRow
    ? Histogram<LabelOf<Row>>
    : Gauge<LabelOf<Row>>;

/** The metrics of a table, each of its kind and with its labels. */
export type MetricsOf<Table extends MetricTable> = { readonly [Key in keyof Table]: MetricOf<Table[Key]> };

/** A value of a gauge: a number, undefined while it is unknown, or one number for each combination of labels. */
type Reading<Label extends string> =
  | number
  | undefined
  | readonly { labels: Readonly<Record<Label, string>>; value: number }[];

/**
 * Functions that read a gauge at every scrape, by its key, instead of code that sets it; earlier values are forgotten.
 */
type Readers<Table extends MetricTable> = {
  readonly [Key in keyof Table as Table[Key] extends GaugeRow ? Key : never]?: () => Reading<LabelOf<Table[Key]>>;
};

/**
 * Registers the metrics of a table.
 *
 * @throws Error of prom-client when the registry already has a metric of one of the names
 */
export function createMetrics<const Table extends MetricTable>(
  registry: Registry,
  table: Table,
  readers: Readers<Table> = {},
): MetricsOf<Table> {
  const readerOf = readers as Readonly<Record<string, (() => Reading<string>) | undefined>>;
  const entries = Object.entries(table).map(([key, row]) => [key, createMetric(registry, row, readerOf[key])]);
  return Object.fromEntries(entries);
}

/** The metrics of a table that several users in a process share: registered at the first call, found again at later ones. */
export function sharedMetrics<const Table extends MetricTable>(registry: Registry, table: Table): MetricsOf<Table> {
  const entries = Object.entries(table).map(([key, row]) => [
    key,
    registry.getSingleMetric(row.name) ?? createMetric(registry, row),
  ]);
  return Object.fromEntries(entries);
}

function createMetric(registry: Registry, row: MetricRow, read?: () => Reading<string>) {
  const { name, help, labels = [] } = row;
  const configuration = { name, help, labelNames: labels, registers: [registry] };
  if (row.kind === 'counter') return new Counter(configuration);
  if (row.kind === 'histogram') return new Histogram({ ...configuration, buckets: [...row.buckets] });
  const gauge: Gauge = new Gauge({ ...configuration, ...(read && { collect: () => readInto(gauge, read()) }) });
  if (row.startsAbsent) gauge.remove();
  return gauge;
}

function readInto(gauge: Gauge, reading: Reading<string>): void {
  if (reading === undefined) gauge.remove();
  else if (typeof reading === 'number') gauge.set(reading);
  else {
    gauge.reset();
    for (const { labels, value } of reading) gauge.set(labels, value);
  }
}

/** Label value that stands for all values without a time series of their own. */
export const OTHER_LABEL = 'other';

/**
 * Limits the time series of a label whose values come from outside.
 *
 * @param most number of values that keep their own label, first come first served; further ones become `other`
 */
export function createLabelLimit(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.size < most) known.add(value);
    return known.has(value) ? value : OTHER_LABEL;
  };
}
