import { Counter, Gauge, type Registry } from 'prom-client';

/** Where records come in. */
export type InputName = 'file' | 'stdin' | 'http';

/** Why a record or a request was not taken. */
export type RejectionReason =
  | 'bad-record'
  | 'bad-body'
  | 'too-large'
  | 'unsupported-type'
  | 'overloaded'
  | 'unavailable';

/** What the source counts; one object per process. */
export type SourceMetrics = ReturnType<typeof createSourceMetrics>;

/** Registers the source's metrics. */
export function createSourceMetrics(registry: Registry) {
  const registers = [registry];
  return {
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
    recordsShed: new Counter({
      name: 'logwarren_source_records_shed_total',
      help: 'Records dropped on purpose because too many messages waited in LogQueue, by severity.',
      labelNames: ['severity'] as const,
      registers,
    }),
    rejected: new Counter({
      name: 'logwarren_source_rejected_total',
      help: 'Records (bad-record) or HTTP requests (all others) that were not taken, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    chunksInFlight: new Gauge({
      name: 'logwarren_source_chunks_in_flight',
      help: 'Chunks of files that were read and are not yet confirmed.',
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
