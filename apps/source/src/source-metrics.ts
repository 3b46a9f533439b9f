import { createUnknownGauge } from '@logwarren/common';
import type { Severity } from '@logwarren/contract';
import type { ReadOutcome } from '@logwarren/own-formats';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Shedder } from './shedder.ts';

/** Where records come in. */
export type InputName = 'file' | 'stdin' | 'http' | 'journal';

/** Why a record or a request was not taken. */
export type RejectionReason =
  | 'bad-record'
  | 'bad-body'
  | 'forbidden'
  | 'too-large'
  | 'unsupported-type'
  | 'overloaded'
  | 'unavailable';

/** Metrics of the source; one object per process. */
export type SourceMetrics = ReturnType<typeof createSourceMetrics>;

/** Services that get a time series of their own; further ones are counted together. */
const MAX_SERVICE_LABELS = 200;
const OTHER = 'other';

/** Files that get time series of their own; further ones are counted together. */
const MAX_PATH_LABELS = 1000;
/** Path of standard input in metrics, as on the command line. */
export const STDIN_PATH = '-';

/** Registers the source's metrics. */
export function createSourceMetrics(registry: Registry) {
  const registers = [registry];
  return {
    ownOutcome: ownOutcomes(registry),
    recordsRead: new Counter({
      name: 'logwarren_source_records_read_total',
      help: 'Records taken in, by input.',
      labelNames: ['input'] as const,
      registers,
    }),
    bytesRead: new Counter({
      name: 'logwarren_source_bytes_read_total',
      help: 'Bytes taken in (decoded), by input.',
      labelNames: ['input'] as const,
      registers,
    }),
    recordsPublished: new Counter({
      name: 'logwarren_source_records_published_total',
      help: 'Records handed to the publisher, by severity.',
      labelNames: ['severity'] as const,
      registers,
    }),
    recordsConfirmed: new Counter({
      name: 'logwarren_source_records_confirmed_total',
      help: 'Records confirmed by the broker, by severity.',
      labelNames: ['severity'] as const,
      registers,
    }),
    recordsShed: shedCounter(registry),
    fileRecords: fileRecordCounters(registry),
    lostBytes: lostCounter(registry),
    rejected: new Counter({
      name: 'logwarren_source_rejected_total',
      help: 'Records (bad-record) or HTTP requests (all others) that were not taken, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'logwarren_source_http_request_seconds',
      help: 'Time from an HTTP request to its answer, which waits for the confirms, by status; 499 did not wait for it.',
      labelNames: ['status'] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30],
      registers,
    }),
    chunksInFlight: new Gauge({
      name: 'logwarren_source_chunks_in_flight',
      help: 'Chunks of files that were read and are not yet confirmed.',
      registers,
    }),
    chunkBytesInFlight: new Gauge({
      name: 'logwarren_source_chunk_bytes_in_flight',
      help: 'Bytes of those chunks; below 5 MiB: 4 MiB, and the rest of the chunk that went over them.',
      registers,
    }),
    bytesHeld: new Gauge({
      name: 'logwarren_source_http_bytes_held',
      help: 'Bytes of HTTP bodies that were accepted and are not yet confirmed.',
      registers,
    }),
    fileOffset: new Gauge({
      name: 'logwarren_source_file_offset_bytes',
      help: 'Confirmed offset of a followed file.',
      labelNames: ['path'] as const,
      registers,
    }),
    fileLag: new Gauge({
      name: 'logwarren_source_file_lag_bytes',
      help: 'Bytes of a followed file that are not yet confirmed.',
      labelNames: ['path'] as const,
      registers,
    }),
  };
}

function lostCounter(registry: Registry) {
  return new Counter({
    name: 'logwarren_source_lost_bytes_total',
    help:
      'Bytes of files that were seen and are gone before they were read, by reason; what nobody has seen of a file that is ' +
      'gone is not in it.',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
}

/** Counts what is shed, for few enough services. */
function shedCounter(registry: Registry) {
  const counter = new Counter({
    name: 'logwarren_source_records_shed_total',
    help:
      'Records dropped on purpose because too many messages waited in LogQueue, by service and severity; services ' +
      `beyond the first ${MAX_SERVICE_LABELS} as "${OTHER}".`,
    labelNames: ['service', 'severity'] as const,
    registers: [registry],
  });
  const labelled = new Set<string>();
  return {
    count(service: string, severity: Severity, records: number): void {
      if (labelled.size < MAX_SERVICE_LABELS) labelled.add(service);
      counter.inc({ service: labelled.has(service) ? service : OTHER, severity }, records);
    },
  };
}

/** Counts the records of files, and those that lack a time or a severity of their own. */
function fileRecordCounters(registry: Registry) {
  const counter = (name: string, help: string) =>
    new Counter({
      name: `logwarren_source_file_${name}_total`,
      help,
      labelNames: ['path'] as const,
      registers: [registry],
    });
  const records = counter(
    'records',
    `Records read, by the path under which a file was found first; "${STDIN_PATH}" is standard input, and files beyond the first ` +
      `${MAX_PATH_LABELS} are "${OTHER}".`,
  );
  const withoutTime = counter(
    'records_without_time',
    'Those whose time is the moment of reading: their text has none that is known.',
  );
  const withoutSeverity = counter(
    'records_without_severity',
    'Those whose text names no severity that is known; they are INFO.',
  );
  const labelled = new Set<string>();
  return {
    count(
      firstPath: string,
      parsed: { records: readonly unknown[]; withoutTime: number; withoutSeverity: number },
    ): void {
      if (labelled.size < MAX_PATH_LABELS) labelled.add(firstPath);
      const path = labelled.has(firstPath) ? firstPath : OTHER;
      records.inc({ path }, parsed.records.length);
      withoutTime.inc({ path }, parsed.withoutTime);
      withoutSeverity.inc({ path }, parsed.withoutSeverity);
    },
  };
}

/** Registers what is known of `LogQueue` and what is shed for it; only where somebody looks at it. */
export function registerShedding(registry: Registry, shedder: Pick<Shedder, 'level' | 'waiting'>): void {
  const gauge = (name: string, help: string, read: () => number | undefined) =>
    createUnknownGauge(registry, `logwarren_source_${name}`, help, read);
  gauge('queue_messages', 'Messages in LogQueue, as last seen by the source; absent before.', () => shedder.waiting);
  gauge('shed_level', 'What is dropped: 0 nothing, 1 TRACE and DEBUG, 2 INFO, too.', () => shedder.level);
}

/** Counts what own formats said to records. */
function ownOutcomes(registry: Registry) {
  const records = new Counter({
    name: 'logwarren_source_own_format_records_total',
    help: 'Records of lines that have a format of the user, by its name: matched, other (read by the built-in reader), dropped.',
    labelNames: ['format', 'outcome'] as const,
    registers: [registry],
  });
  return (format: string, outcome: ReadOutcome) => records.inc({ format, outcome });
}
