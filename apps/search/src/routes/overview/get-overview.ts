import { formatTimestamp } from '@logwarren/contract';
import type { ServiceHistogram } from '@logwarren/store';
import type { z } from 'zod';
import { countFuture } from '../../count-future.ts';
import { overviewQuery, selectionOf } from '../../log-query.ts';
import { type LogStats, summarise } from '../../log-stats.ts';
import { atMoment, type Moment } from '../../moment.ts';
import { DEFAULT_BINS, DEFAULT_OVERVIEW_SERVICES, DEFAULT_SILENT_SERVICES } from '../../parameters.ts';
import { signalOf } from '../../request-signal.ts';
import { isoOrNull } from '../get-stats.ts';
import { type App, type RouteContext, searchErrors } from '../route-context.ts';
import { type NewestRecords, newestRecords } from './newest-records.ts';
import { overviewJson } from './overview-json.ts';

/** `GET /logs/overview`: how every service is doing, in one answer. */
export function getOverview(app: App, context: RouteContext): void {
  const { reader, gate, metrics, now } = context;
  const schema = {
    operationId: 'overview',
    summary: 'See how every service is doing',
    description:
      'Services with their counts by severity and by time and their last error, and those that have fallen silent. All ' +
      'counts are of headers, however many records there are; `services` and `silent` bound what else is read.',
    tags: ['logs'],
    querystring: overviewQuery,
    response: { 200: overviewJson, ...searchErrors },
  };
  app.get('/logs/overview', { schema }, async (request, reply) => {
    const { asOf: given, ...values } = request.query;
    const signal = signalOf(reply);
    const read = (moment: Moment) => readOverview(context, { values, moment, signal });
    const overview = await gate.run(() => atMoment({ reader, now }, given, signal, read));
    if (!overview.complete) metrics.incomplete('/logs/overview');
    return overview;
  });
}

interface Asked {
  values: Omit<z.output<typeof overviewQuery>, 'asOf'>;
  moment: Moment;
  signal: AbortSignal;
}

async function readOverview({ reader, budgetMs }: RouteContext, { values, moment, signal }: Asked) {
  const { from, to, bins = DEFAULT_BINS, timeZone } = values;
  const { nowMs, asOf } = moment;
  const selection = selectionOf({ from, to }, nowMs);
  const more = { budgetMs, signal, asOf };
  const counting = [reader.count({ ...selection, ...more }), countFuture(reader.count, selection, more)] as const;
  const [counted, later] = await Promise.all(counting);
  const { total, bySeverity, byService } = summarise(counted.counts);
  const shown = byService.toSorted(byTrouble).slice(0, values.services ?? DEFAULT_OVERVIEW_SERVICES);
  const names = shown.map(({ service }) => service);
  const heard = new Set(byService.map(({ service }) => service));
  const [histogram, silence] = await Promise.all([
    names.length === 0 ? NO_BINS : reader.serviceHistogram({ ...selection, ...more, nowMs, bins, timeZone }, names),
    selection.fromMs === undefined ? undefined : reader.silent({ ...more, toMs: selection.toMs }, heard),
  ]);
  const failing = shown.filter((stats) => errorsOf(stats) > 0).map(({ service }) => service);
  const errors = await newestRecords(reader.find, { ...selection, ...more }, failing, true);
  const silent = silence?.silent.slice(0, values.silent ?? DEFAULT_SILENT_SERVICES) ?? [];
  const quiet = silent.map(({ service }) => service);
  const last = await newestRecords(reader.find, { ...more, toMs: selection.toMs }, quiet);
  return {
    ...{ total, from: isoOrNull(selection.fromMs), to: isoOrNull(selection.toMs), bySeverity },
    serviceCount: byService.length,
    ...binsJson(histogram),
    services: shown.map((stats) => serviceJson(stats, histogram, errors)),
    silent:
      silence === undefined
        ? null
        : {
            count: silence.silent.length,
            services: silent.map(({ service, lastMs }) => {
              return { service, lastSeen: formatTimestamp(lastMs), lastRecord: last.found.get(service) ?? null };
            }),
          },
    future: later.future,
    complete: [counted, later, histogram, silence, errors, last].every((part) => part?.complete !== false),
  };
}

const NO_BINS: ServiceHistogram = {
  ...{ fromMs: 0, toMs: 0, starts: [], stepMs: 1, endMs: 0, services: new Map(), complete: true },
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
