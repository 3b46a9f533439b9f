import type { RecordJson } from './record.ts';

/** Events of `GET /logs/tail`, each JSON; records are events without a name. */

/** A record of the tail, under its id. */
export interface TailRecordJson extends RecordJson {
  /**
   * Nothing in its message says which one it is: it is stored under another id, so nothing can be asked about this one.
   */
  idIsProvisional?: true | undefined;
}

/** Events with a name, and what they say. */
export interface TailEventsJson {
  /** False: RabbitMQ is away, and what is published now is missed. */
  status: { live: boolean };
  /** So many records are left out here, because the client was too slow for what is published. */
  dropped: { count: number };
  /** What was missed after this record could not be read, or not all of it; so many are left out, where that is known. */
  gap: { after: string; count?: number | undefined };
  /** How the query was read, as a sentence. */
  note: { text: string };
}
