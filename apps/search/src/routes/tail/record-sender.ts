import type { TailMark } from '@logwarren/api';
import { createBatchIds, type LogRecord, stringifyJson } from '@logwarren/contract';
import { comparePositions, positionOf } from '@logwarren/store';
import { toRecordJson } from '../../queries/record-json.ts';
import type { EventStream, RecordEvent } from './event-stream.ts';
import { ResumePlace } from './resume-place.ts';

const newId = createBatchIds();

interface RecordSenderOptions {
  stream: EventStream;
  /** The record that the client named when it reconnected. */
  lastId: string | undefined;
  /** Notes on how the query was read, sent before these records. */
  notesOf: (records: readonly LogRecord[]) => readonly string[];
  /** Time that a client has to read missed records before it gets a `gap`, ms. */
  missedMs: number;
  signal: AbortSignal;
}

/** Sends the records of one tail, each with the place to continue from. */
export class RecordSender {
  readonly place: ResumePlace;
  readonly #options: RecordSenderOptions;

  constructor(options: RecordSenderOptions) {
    this.#options = options;
    this.place = new ResumePlace(options.lastId);
  }

  live(record: LogRecord & TailMark): void {
    this.place.sent(record.id);
    this.#options.stream.record(this.#eventOf(record, () => this.place.id));
  }

  /**
   * Sends missed records, oldest first, as fast as the client reads.
   *
   * @returns how many records the client did not read in time
   */
  async missed(records: readonly LogRecord[]): Promise<number> {
    const { missedMs, signal, stream } = this.#options;
    const sorted = records.toSorted((a, b) => comparePositions(positionOf(a), positionOf(b)));
    const places = this.place.within(sorted.map(({ id }) => id));
    let sent = 0;
    const events = function* (this: RecordSender) {
      for (const record of sorted) yield this.#eventOf(record, () => places[sent++]);
    };
    const deadline = AbortSignal.timeout(missedMs);
    try {
      await stream.missed(events.call(this), AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (!deadline.aborted) throw error;
    } finally {
      for (const { id } of sorted) this.place.sent(id);
      stream.goOnLive();
    }
    return sorted.length - sent;
  }

  #eventOf(record: LogRecord & TailMark, placeOf: () => string | undefined): RecordEvent {
    const { notesOf, stream } = this.#options;
    for (const text of notesOf([record])) stream.event('note', { text });
    const { id, idIsProvisional } = record;
    const json = stringifyJson({ ...toRecordJson(record), ...(idIsProvisional && { idIsProvisional }) });
    return { id, json, goOnId: () => placeOf() ?? newId() };
  }
}
