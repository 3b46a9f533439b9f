import type { Severity } from '@logwarren/contract';
import { and, conjunctsOf, type Filter, or } from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import { readCounts } from '../read/index.ts';
import { chooseBins } from './choose-bins.ts';
import { type BinSink, countBins } from './count-bins.ts';
import type { HistogramQuery } from './histogram.ts';

/** Records of a service by time, one number for each bin. */
interface ServiceBins {
  records: number[];
  /** ERROR and FATAL among them. */
  errors: number[];
}

/** The histogram of each of several services, in the same bins. */
export interface ServiceHistogram {
  /** The range that was counted, ms. */
  fromMs: number;
  toMs: number;
  /** Start of each bin, ms, oldest first. */
  starts: readonly number[];
  stepMs: number;
  /** End of the last bin, ms. */
  endMs: number;
  /** The services that have matches. */
  services: ReadonlyMap<string, ServiceBins>;
  /** False when the time was up; the counts are then lower bounds. */
  complete: boolean;
}

/**
 * Counts the records of several services by time, in one pass over their headers.
 *
 * @param query as for `histogram`
 * @param names names of the services, 1 to about 1,000; the result has as many numbers as names times bins
 * @throws as `histogram`
 */
export async function serviceHistogram(
  store: Store,
  query: HistogramQuery,
  names: readonly string[],
): Promise<ServiceHistogram> {
  // Flat, so that inner-part.ts finds the ends of the range in it.
  const filter = and([...conjunctsOf(query.filter), anyOf(names)]);
  return await readCounts(store, { ...query, filter }, async (asked) => {
    const { range, stepMs, times } = await chooseBins(store, asked, query);
    const sink = new ServiceSink(times.starts.length);
    const complete = range.fromMs >= range.toMs || (await countBins(store, { ...asked, range }, times, sink));
    const { starts, endMs } = times;
    return { ...range, starts, stepMs, endMs, services: sink.services, complete };
  });
}

function anyOf(names: readonly string[]): Filter {
  const [first, ...others] = names.map((service): Filter => ({ kind: 'service', service }));
  if (first === undefined) throw new Error('BUG: a histogram of no service');
  return or([first, ...others]);
}

class ServiceSink implements BinSink {
  readonly byService = true;
  readonly services = new Map<string, ServiceBins>();
  readonly #bins: number;

  constructor(bins: number) {
    this.#bins = bins;
  }

  add(index: number, { service, severity }: { service: string; severity: Severity }, count: number): void {
    let bins = this.services.get(service);
    if (bins === undefined) {
      const zeroes = () => new Array<number>(this.#bins).fill(0);
      bins = { records: zeroes(), errors: zeroes() };
      this.services.set(service, bins);
    }
    bins.records[index] = (bins.records[index] ?? 0) + count;
    if (severity === 'ERROR' || severity === 'FATAL') bins.errors[index] = (bins.errors[index] ?? 0) + count;
  }
}
