import { hasTime } from '@logwarren/contract';

/**
 * The record that a client names when it comes back: whatever was to be sent up to it has been sent. While a gap is filled
 * it stays before the gap, or a client that is cut off meanwhile would never get the rest.
 */
export class ResumePlace {
  #highest: string | undefined;
  #beforeGap: string | undefined;

  constructor(id: string | undefined) {
    this.#highest = id;
  }

  /** Undefined before anything was sent. */
  get id(): string | undefined {
    return this.#beforeGap ?? this.#highest;
  }

  /** Notes a record; an id without a time is no place to go on from, nor is one that was read long ago and comes late. */
  sent(id: string): void {
    if (hasTime(id) && (this.#highest === undefined || id > this.#highest)) this.#highest = id;
  }

  /** Stays where it is until the gap behind it is closed. */
  openGap(): void {
    this.#beforeGap ??= this.#highest;
  }

  closeGap(): void {
    this.#beforeGap = undefined;
  }

  /**
   * Places within a gap: behind the n-th record a client may go on from the n-th of them, for no id that is sent later is
   * smaller. Records come by timestamp, ids rise with the time of collecting.
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
