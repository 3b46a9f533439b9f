import type { TimedRuns } from '../record/timed-runs.ts';

/** Numbers of the first and last line. They differ for a line that was cut. */
export interface Place {
  first: number;
  last: number;
}

/** A record that is complete, and may have to wait for one that began before it. */
export interface CompleteRecord extends Place {
  text: string;
  /** Facts learnt from the records of its stream up to this one; undefined when they teach nothing. */
  taught?: { stream: string; run: number } | undefined;
}

/**
 * The records that are complete and not yet returned, in the order of their first lines.
 *
 * It returns them up to a boundary: a place before a line that no record crosses.
 */
export class CompleteRecords {
  #records: CompleteRecord[] = [];
  readonly #runs: Record<string, number>;
  /** Number of the first line of the first pending record at the last look for a boundary. */
  #blockedBy = 0;

  /** @param runs facts from the records before the first one */
  constructor(runs: TimedRuns) {
    this.#runs = { ...runs };
  }

  get count(): number {
    return this.#records.length;
  }

  /** Facts from the records returned so far; undefined when no stream has a run. See timed-runs.ts. */
  get runs(): TimedRuns | undefined {
    const runs = Object.entries(this.#runs).filter(([, run]) => run > 0);
    return runs.length === 0 ? undefined : Object.fromEntries(runs);
  }

  /** Notes the facts from a record that is returned elsewhere. */
  note(taught: CompleteRecord['taught']): void {
    if (taught !== undefined) this.#runs[taught.stream] = taught.run;
  }

  /** Adds a record, nearly always after all others. */
  add(record: CompleteRecord): void {
    let at = this.#records.length;
    while (at > 0 && (this.#records[at - 1] as CompleteRecord).first > record.first) at -= 1;
    if (at === this.#records.length) this.#records.push(record);
    else this.#records.splice(at, 0, record);
  }

  /**
   * Removes and returns the records before the last boundary.
   *
   * @param pending number of the first line of an incomplete record; after the last line when every record is complete
   * @returns undefined when there is no new boundary
   */
  take(pending: number): { boundary: number; records: CompleteRecord[] } | undefined {
    // There is no new boundary while the first pending record goes on.
    if (pending === this.#blockedBy || this.#records.length === 0) return undefined;
    this.#blockedBy = pending;
    const boundary = this.#boundaryBefore(pending);
    let count = 0;
    while (count < this.#records.length && (this.#records[count] as CompleteRecord).first < boundary) count += 1;
    if (count === 0) return undefined;
    const records = this.#takeFirst(count);
    for (const { taught } of records) this.note(taught);
    return { boundary, records };
  }

  #takeFirst(count: number): CompleteRecord[] {
    const records = this.#records;
    if (count < records.length) return records.splice(0, count);
    this.#records = [];
    return records;
  }

  #boundaryBefore(pending: number): number {
    let boundary = pending;
    for (let at = this.#records.length - 1; at >= 0; at--) {
      const { first, last } = this.#records[at] as CompleteRecord;
      if (first < boundary && last >= boundary) boundary = first;
    }
    return boundary;
  }
}
