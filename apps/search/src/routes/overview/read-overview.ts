import { formatTimestamp } from '@logwarren/contract';
import { type AsOf, COUNT_PATIENCE, type ServiceHistogram, type SilentServices } from '@logwarren/store';
import type { z } from 'zod';
import { DEFAULT_BINS } from '../../parameters/bins.ts';
import { type Selection, selectionOf } from '../../parameters/selection.ts';
import type { Moment } from '../../queries/moment.ts';
import type { LogReader } from '../../queries/store-functions.ts';
import { countFuture, endsOf, type LogStats, summarise } from '../counts/sum-counts.ts';
import { type NewestRecords, newestRecords } from './newest-records.ts';
import { DEFAULT_OVERVIEW_SERVICES, DEFAULT_SILENT_SERVICES, type overviewQuery } from './overview-parameters.ts';

/**
 * Reads an overview in four steps, each of which needs the one before: counts; the histogram and the silent services;
 * the last errors; the last records of the silent services. They share one deadline. The first step may use all of the
 * time, so that its counts are as complete as those of `/logs/stats`. Parts that ran out of time are missing, and
 * `complete` is false.
 */

interface Asked {
  values: Omit<z.output<typeof overviewQuery>, 'asOf'>;
  moment: Moment;
  signal: AbortSignal;
  /** Time that one query may take, ms. */
  budgetMs: number;
}

/** Reads the answer of `GET /logs/overview`. */
export async function readOverview(reader: LogReader, { values, moment, signal, budgetMs }: Asked) {
  const selection = selectionOf({ from: values.from, to: values.to }, moment.nowMs);
  const deadline = performance.now() + budgetMs * COUNT_PATIENCE;
  const step = { reader, selection, asOf: moment.asOf, signal, deadline };
  const counting = countTime(step);
  const [counted, later] = await Promise.all([
    reader.count({ ...selection, ...counting }),
    countFuture(reader.count, selection, counting),
  ]);
  const { byService, ...sums } = summarise(counted.counts);
  const shown = byService.toSorted(byTrouble).slice(0, values.services ?? DEFAULT_OVERVIEW_SERVICES);
  const names = shown.map(({ service }) => service);
  const [histogram, silence] = await Promise.all([
    readBins(step, names, { ...values, nowMs: moment.nowMs }),
    counted.complete ? readSilence(step, byService) : undefined,
  ]);
  const silent = silence?.silent.slice(0, values.silent ?? DEFAULT_SILENT_SERVICES) ?? [];
  const { errors, last } = await readNewest(step, shown, silent);
  return {
    ...sums,
    ...endsOf(selection),
    serviceCount: byService.length,
    ...binsJson(histogram),
    services: shown.map((stats) => serviceJson(stats, histogram, errors)),
    silent: silence === undefined ? null : { count: silence.silent.length, services: silent.map(silentJson(last)) },
    future: later.future,
    complete: [counted, later, histogram, silence, errors, last].every((part) => part?.complete !== false),
  };
}

/** The tools and the time of a step. */
interface Step {
  reader: LogReader;
  selection: Selection;
  asOf: AsOf;
  signal: AbortSignal;
  /** The deadline of the whole overview, as a moment of `performance.now()`. */
  deadline: number;
}

/** A count takes `COUNT_PATIENCE` times the budget that it gets. */
function countTime({ asOf, signal, deadline }: Step) {
  return { asOf, signal, budgetMs: Math.max(1, (deadline - performance.now()) / COUNT_PATIENCE) };
}

function isTimeUp({ deadline }: Step): boolean {
  return performance.now() >= deadline;
}

type Bins = Pick<Asked['values'], 'bins' | 'timeZone'> & { nowMs: number };

async function readBins(
  step: Step,
  names: readonly string[],
  { bins = DEFAULT_BINS, timeZone, nowMs }: Bins,
): Promise<ServiceHistogram> {
  if (names.length === 0) return NO_BINS;
  if (isTimeUp(step)) return { ...NO_BINS, complete: false };
  const query = { ...step.selection, ...countTime(step), nowMs, bins, timeZone };
  return await step.reader.serviceHistogram(query, names);
}

/**
 * @returns undefined when the range has no start: no service was silent all the time
 */
async function readSilence(step: Step, byService: LogStats['byService']): Promise<SilentServices | undefined> {
  const { fromMs, toMs } = step.selection;
  if (fromMs === undefined) return undefined;
  const heard = new Set(byService.map(({ service }) => service));
  return await step.reader.silent({ ...countTime(step), toMs }, heard);
}

async function readNewest(step: Step, shown: LogStats['byService'], silent: SilentServices['silent']) {
  const { reader, selection, asOf, signal, deadline } = step;
  const query = { asOf, signal, deadline };
  const failing = shown.filter((stats) => errorsOf(stats) > 0).map(({ service }) => service);
  const quiet = silent.map(({ service }) => service);
  const errors = await newestRecords(reader.find, { ...selection, ...query }, failing, true);
  const last = await newestRecords(reader.find, { ...query, toMs: selection.toMs }, quiet);
  return { errors, last };
}

const NO_BINS: ServiceHistogram = {
  fromMs: 0,
  toMs: 0,
  starts: [],
  stepMs: 1,
  endMs: 0,
  services: new Map(),
  complete: true,
};

function binsJson({ stepMs, starts, endMs }: ServiceHistogram) {
  return { stepMs, bins: starts.map((ms) => formatTimestamp(ms)), end: formatTimestamp(endMs) };
}

function serviceJson(
  { service, total, bySeverity, lastMs }: LogStats['byService'][number],
  { services, starts }: ServiceHistogram,
  errors: NewestRecords,
) {
  const none = () => starts.map(() => 0);
  const { records, errors: failed } = services.get(service) ?? { records: none(), errors: none() };
  const lastError = errors.found.get(service) ?? null;
  return { service, total, bySeverity, lastSeen: formatTimestamp(lastMs), records, errors: failed, lastError };
}

type ServiceStats = LogStats['byService'][number];

function errorsOf({ bySeverity }: ServiceStats): number {
  return bySeverity.ERROR + bySeverity.FATAL;
}

/** Most errors first, then most warnings, then most records, then by name. */
function byTrouble(a: ServiceStats, b: ServiceStats): number {
  const warnings = b.bySeverity.WARN - a.bySeverity.WARN;
  return errorsOf(b) - errorsOf(a) || warnings || b.total - a.total || (a.service < b.service ? -1 : 1);
}

function silentJson({ found }: NewestRecords) {
  return ({ service, lastMs }: SilentServices['silent'][number]) => {
    return { service, lastSeen: formatTimestamp(lastMs), lastRecord: found.get(service) ?? null };
  };
}
