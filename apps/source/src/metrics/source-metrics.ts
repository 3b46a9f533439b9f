import { createLabelLimit, createMetrics, type MetricTable, OTHER_LABEL } from '@logwarren/common';
import type { Severity } from '@logwarren/contract';
import type { ReadOutcome } from '@logwarren/own-formats';
import type { Registry } from 'prom-client';

/** Inputs of records. */
export type InputName = 'file' | 'stdin' | 'http' | 'journal';

/** Why a record or a request was refused. */
export type RejectionReason =
  | 'bad-record'
  | 'bad-body'
  | 'forbidden'
  | 'too-large'
  | 'unsupported-type'
  | 'overloaded'
  | 'unavailable';

/** Most services with a time series of their own; further ones are counted together. */
const MAX_SERVICE_LABELS = 200;
/** Most files with time series of their own; further ones are counted together. */
const MAX_PATH_LABELS = 1000;
/** Path of standard input in metrics, as on the command line. */
export const STDIN_PATH = '-';

/** The metrics of the source, except those of its spool. */
export const SOURCE_METRICS = {
  ownFormatRecords: {
    kind: 'counter',
    name: 'logwarren_source_own_format_records_total',
    help: 'Records of lines to which a format of the user applies, by its name: matched, other (read by the built-in reader), dropped.',
    labels: ['format', 'outcome'],
  },
  recordsRead: {
    kind: 'counter',
    name: 'logwarren_source_records_read_total',
    help: 'Records taken in, by input.',
    labels: ['input'],
  },
  bytesRead: {
    kind: 'counter',
    name: 'logwarren_source_bytes_read_total',
    help: 'Bytes taken in (decoded), by input.',
    labels: ['input'],
  },
  recordsPublished: {
    kind: 'counter',
    name: 'logwarren_source_records_published_total',
    help: 'Records handed to the publisher, by severity.',
    labels: ['severity'],
  },
  recordsConfirmed: {
    kind: 'counter',
    name: 'logwarren_source_records_confirmed_total',
    help: 'Records confirmed by the broker, by severity.',
    labels: ['severity'],
  },
  recordsShed: {
    kind: 'counter',
    name: 'logwarren_source_records_shed_total',
    help:
      'Records dropped on purpose because too many messages waited in LogQueue, by service and severity; services ' +
      `after the first ${MAX_SERVICE_LABELS} as "${OTHER_LABEL}".`,
    labels: ['service', 'severity'],
  },
  fileRecords: {
    kind: 'counter',
    name: 'logwarren_source_file_records_total',
    help:
      `Records read, by the path at which a file was first found; "${STDIN_PATH}" is standard input, and files after the first ` +
      `${MAX_PATH_LABELS} are "${OTHER_LABEL}".`,
    labels: ['path'],
  },
  fileRecordsWithoutTime: {
    kind: 'counter',
    name: 'logwarren_source_file_records_without_time_total',
    help: 'Records whose text has no known time; they get the time at which they were read.',
    labels: ['path'],
  },
  fileRecordsWithoutSeverity: {
    kind: 'counter',
    name: 'logwarren_source_file_records_without_severity_total',
    help: 'Records whose text has no known severity; they get INFO.',
    labels: ['path'],
  },
  lostBytes: {
    kind: 'counter',
    name: 'logwarren_source_lost_bytes_total',
    help:
      'Bytes of files that were seen but gone before they were read, by reason; bytes that were never seen are not ' +
      'counted.',
    labels: ['reason'],
  },
  rejected: {
    kind: 'counter',
    name: 'logwarren_source_rejected_total',
    help: 'Records (bad-record) or HTTP requests (all others) that were refused, by reason.',
    labels: ['reason'],
  },
  requestSeconds: {
    kind: 'histogram',
    name: 'logwarren_source_http_request_seconds',
    help: 'Time from an HTTP request to its answer, which waits for the confirms, by status; 499 means that the client did not wait.',
    labels: ['status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30],
  },
  chunksInFlight: {
    kind: 'gauge',
    name: 'logwarren_source_chunks_in_flight',
    help: 'Chunks of files that were read but are not yet confirmed.',
  },
  chunkBytesInFlight: {
    kind: 'gauge',
    name: 'logwarren_source_chunk_bytes_in_flight',
    help: 'Bytes of these chunks; below 5 MiB: 4 MiB, and the rest of the chunk that crossed this limit.',
  },
  bytesHeld: {
    kind: 'gauge',
    name: 'logwarren_source_http_bytes_held',
    help: 'Bytes of HTTP bodies that were accepted but are not yet confirmed.',
  },
  fileOffset: {
    kind: 'gauge',
    name: 'logwarren_source_file_offset_bytes',
    help: 'Confirmed offset of a followed file.',
    labels: ['path'],
  },
  fileLag: {
    kind: 'gauge',
    name: 'logwarren_source_file_lag_bytes',
    help: 'Bytes of a followed file that are not yet confirmed.',
    labels: ['path'],
  },
} as const satisfies MetricTable;

/** The metrics of shedding. */
export const SHEDDING_METRICS = {
  queueMessages: {
    kind: 'gauge',
    name: 'logwarren_source_queue_messages',
    help: 'Messages in LogQueue, as last seen by the source; absent until then.',
  },
  shedLevel: {
    kind: 'gauge',
    name: 'logwarren_source_shed_level',
    help: 'Severities that are dropped: 0 none, 1 TRACE and DEBUG, 2 also INFO.',
  },
} as const satisfies MetricTable;

/** Metrics of the source; one object per process. */
export type SourceMetrics = ReturnType<typeof createSourceMetrics>;

/** Registers the source's metrics. */
export function createSourceMetrics(registry: Registry) {
  const { fileRecords, fileRecordsWithoutSeverity, fileRecordsWithoutTime, ownFormatRecords, recordsShed, ...metrics } =
    createMetrics(registry, SOURCE_METRICS);
  const serviceLabel = createLabelLimit(MAX_SERVICE_LABELS);
  const pathLabel = createLabelLimit(MAX_PATH_LABELS);
  return {
    ...metrics,
    /** Counts the decisions of own formats on records. */
    ownOutcome: (format: string, outcome: ReadOutcome) => ownFormatRecords.inc({ format, outcome }),
    recordsShed: {
      count(service: string, severity: Severity, records: number): void {
        recordsShed.inc({ service: serviceLabel(service), severity }, records);
      },
    },
    /** Counts the records of files, and those without a time or a severity of their own. */
    fileRecords: {
      count(firstPath: string, parsed: ParsedRecords): void {
        const path = pathLabel(firstPath);
        fileRecords.inc({ path }, parsed.records.length);
        fileRecordsWithoutTime.inc({ path }, parsed.withoutTime);
        fileRecordsWithoutSeverity.inc({ path }, parsed.withoutSeverity);
      },
    },
  };
}

/** Counts records, and those without a time or a severity of their own. */
interface ParsedRecords {
  records: readonly unknown[];
  withoutTime: number;
  withoutSeverity: number;
}

/**
 * Messages in `LogQueue`, undefined while unknown, and the level of shedding that follows from them (see `Shedder`).
 */
interface SheddingState {
  readonly level: number;
  readonly waiting: number | undefined;
}

/** Registers the metrics of `LogQueue` and of shedding; call it only if something watches the queue. */
export function registerShedding(registry: Registry, shedder: SheddingState): void {
  createMetrics(registry, SHEDDING_METRICS, {
    queueMessages: () => shedder.waiting,
    shedLevel: () => shedder.level,
  });
}
