import type { LineJoiner } from '@logwarren/contract/formats';
import type { PendingEntries } from './journal-state.ts';
import { bytesOfEntry } from './open-entries.ts';

/** Ranges that older rules read have a record for each entry. */
const FIRST_JOINER_OF_ENTRIES = 6;

/** A range whose entries came again. */
interface RepeatedRange {
  pending: PendingEntries;
  texts: string[];
}

/** Reads again the entries of ranges that an earlier process read and may have sent. */
export class RepeatedEntries {
  readonly #left: PendingEntries[];
  readonly #createJoiner: (pending: PendingEntries) => LineJoiner;
  #lines: string[] = [];
  #bytes = 0;

  /** @param createJoiner makes a joiner with the rules and settings of a range */
  constructor(ranges: readonly PendingEntries[], createJoiner: (pending: PendingEntries) => LineJoiner) {
    this.#left = [...ranges];
    this.#createJoiner = createJoiner;
  }

  /** False once all ranges came again, or were given up. */
  get isWaiting(): boolean {
    return this.#left.length > 0;
  }

  /**
   * Adds an entry.
   *
   * @param cursor of the entry
   * @returns the range that it ends; `changed` if its entries differ from those of the range
   */
  add(line: string, cursor: string | undefined): RepeatedRange | 'changed' | undefined {
    const pending = this.#left[0] as PendingEntries;
    this.#lines.push(line);
    this.#bytes += bytesOfEntry(line);
    const bytes = pending.end - pending.start;
    if (this.#bytes < bytes) return undefined;
    if (this.#bytes > bytes || cursor !== pending.until) return 'changed';
    this.#left.shift();
    return { pending, texts: this.#textsOf(pending, this.#takeLines()) };
  }

  /** Gives up the remaining ranges, and returns them with the entries read for them. */
  giveUp(): { ranges: PendingEntries[]; lines: string[] } {
    return { ranges: this.#left.splice(0), lines: this.#takeLines() };
  }

  #takeLines(): string[] {
    this.#bytes = 0;
    return this.#lines.splice(0);
  }

  #textsOf(pending: PendingEntries, lines: string[]): string[] {
    if ((pending.joiner ?? 0) < FIRST_JOINER_OF_ENTRIES) return lines;
    const joiner = this.#createJoiner(pending);
    return [...lines.flatMap((line) => joiner.push(line)), ...joiner.flush()];
  }
}
