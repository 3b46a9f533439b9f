import { Counter, Gauge, type Registry } from 'prom-client';

/** Present contents of a spool. */
export interface SpoolState {
  bytes: number;
  segments: number;
  /** Records that RabbitMQ has not confirmed; all of a segment's until its last one is. */
  records: number;
  /** When the oldest of them was first to be sent, ms since the epoch; undefined when there is none. */
  oldestMs: number | undefined;
}

/** Metrics of a spool; one object per process. */
export type SpoolMetrics = ReturnType<typeof createSpoolMetrics>;

/** Registers the metrics of the spool; `watch` says where the state is asked for. */
export function createSpoolMetrics(registry: Registry, limitBytes: number) {
  const registers = [registry];
  let read = (): SpoolState => ({ bytes: 0, segments: 0, records: 0, oldestMs: undefined });
  const gauge = (name: string, help: string, value: (state: SpoolState) => number) =>
    new Gauge({
      ...{ name: `logwarren_source_spool_${name}`, help, registers },
      collect() {
        this.set(value(read()));
      },
    });
  gauge('bytes', 'Bytes of the spool on disk.', ({ bytes }) => bytes);
  gauge('limit_bytes', 'Bytes that the spool may take.', () => limitBytes);
  gauge('segments', 'Files of the spool.', ({ segments }) => segments);
  gauge('records', 'Records in the files of the spool.', ({ records }) => records);
  gauge('oldest_age_seconds', 'Age of the oldest record in the spool; 0 when it is empty.', ({ oldestMs }) =>
    oldestMs === undefined ? 0 : Math.max(0, (Date.now() - oldestMs) / 1000),
  );
  const counter = (name: string, help: string) =>
    new Counter({ name: `logwarren_source_spool_${name}`, help, registers });
  return {
    watch(state: () => SpoolState) {
      read = state;
    },
    recordsWritten: counter('records_written_total', 'Records written to the spool.'),
    recordsReplayed: counter('records_replayed_total', 'Records of the spool that RabbitMQ has confirmed.'),
    bytesCut: counter('bytes_cut_total', 'Bytes at the end of a segment that a crash had left unfinished.'),
    bytesDamaged: counter('bytes_damaged_total', 'Bytes of the spool that the disk had damaged and were left out.'),
    failures: counter('failures_total', 'Writes to the spool that failed and were repeated.'),
  };
}
