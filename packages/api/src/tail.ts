/** Events of `GET /logs/tail`, each JSON; records are events without a name. */

/** Mark that a record of the tail may have. */
export interface TailMark {
  /** Its message does not identify it. The store gives it another id, so this id finds nothing. */
  idIsProvisional?: true | undefined;
}

/** Events with a name, and their contents. */
export interface TailEventsJson {
  /** False while RabbitMQ is away: the tail misses records published meanwhile. */
  status: { live: boolean };
  /** Number of records left out here, because the client was too slow. */
  dropped: { count: number };
  /**
   * The tail missed records after this one and could not read all of them later; `count` is how many are left out, if
   * known.
   */
  gap: { after: string; count?: number | undefined };
  /** How the query was read, as a sentence. */
  note: { text: string };
}
