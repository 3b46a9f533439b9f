import { hasTime } from '@logwarren/contract';

/**
 * The record that a client names when it reconnects: every record due before it has been sent. While a gap is being
 * filled, it stays before the gap; otherwise a client that is cut off meanwhile would never get the rest.
 */
export class ResumePlace {
  #highest: string | undefined;
  #beforeGap: string | undefined;

  constructor(id: string | undefined) {
    this.#highest = id;
  }

  /** Undefined before the first record. */
  get id(): string | undefined {
    return this.#beforeGap ?? this.#highest;
  }

  /**
   * Notes a record; ignores an id without a time, and one from long ago that arrives late, because neither is a place
   * to continue from.
   */
  sent(id: string): void {
    if (hasTime(id) && (this.#highest === undefined || id > this.#highest)) this.#highest = id;
  }

  /** Keeps its place until the gap behind it is closed. */
  openGap(): void {
    this.#beforeGap ??= this.#highest;
  }

  closeGap(): void {
    this.#beforeGap = undefined;
  }

  /**
   * Places within a gap, one for each record: a client may continue from the highest id so far once no later id is
   * smaller. Records are sent by timestamp, but ids rise with the time of collecting.
   */
  within(ids: readonly string[]): (string | undefined)[] {
    const smallestAfter: string[] = [];
    let smallest = '~';
    for (let i = ids.length - 1; i >= 0; i--) {
      smallestAfter[i] = smallest;
      const id = ids[i] as string;
      if (hasTime(id) && id < smallest) smallest = id;
    }
    let highest = this.id;
    let place = this.id;
    return ids.map((id, i) => {
      if (hasTime(id) && (highest === undefined || id > highest)) highest = id;
      if (highest !== undefined && highest < (smallestAfter[i] as string)) place = highest;
      return place;
    });
  }
}
