import type { LineJoiner } from '@logwarren/contract/formats';
import { cursorOf } from './journalctl.ts';

/** Entries that become a chunk. */
export interface EntryRange {
  /** Texts of their records. */
  texts: string[];
  bytes: number;
  /** Cursor of the last entry. */
  until: string;
}

interface OpenEntry {
  /** Undefined for an entry that was cut before its cursor, and for later entries without a cursor. */
  cursor: string | undefined;
  bytes: number;
}

/**
 * Entries that were read and are in no chunk yet. A chunk ends where no record is open, so that its entries give the
 * same records when they are read again.
 */
export class OpenEntries {
  readonly #createJoiner: () => LineJoiner;
  #joiner: LineJoiner;
  #entries: OpenEntry[] = [];
  #texts: string[] = [];
  #bytes = 0;
  /** Cursors of the last entry, and of the last one that was taken. */
  #cursor: string | undefined;
  #taken: string | undefined;

  /** @param createJoiner makes a fresh joiner at each call */
  constructor(createJoiner: () => LineJoiner) {
    this.#createJoiner = createJoiner;
    this.#joiner = createJoiner();
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#entries.length;
  }

  /** True while records of several streams wait for each other. */
  get isInterleaved(): boolean {
    return this.#joiner.isInterleaved;
  }

  /** Adds an entry. */
  add(line: string): void {
    this.#cursor = cursorOf(line) ?? this.#cursor;
    const bytes = bytesOfEntry(line);
    this.#entries.push({ cursor: this.#cursor, bytes });
    this.#bytes += bytes;
    const records = this.#joiner.push(line);
    for (let at = 0; at < records.length; at++) this.#texts.push(records[at] as string);
  }

  /** Takes the entries of complete records. */
  takeComplete(): EntryRange | undefined {
    return this.#take(this.#entries.length - this.#joiner.pendingLines);
  }

  /** Takes all entries; open records count as complete. */
  takeAll(): EntryRange | undefined {
    this.#texts.push(...this.#joiner.flush());
    this.#joiner = this.#createJoiner();
    return this.#take(this.#entries.length);
  }

  #take(count: number): EntryRange | undefined {
    const until = this.#entries[count - 1]?.cursor;
    // Entries without a cursor wait for the next one that has a cursor.
    if (until === undefined || until === this.#taken) return undefined;
    this.#taken = until;
    const taken = this.#entries.splice(0, count);
    const texts = this.#texts.splice(0);
    const bytes = taken.reduce((sum, each) => sum + each.bytes, 0);
    this.#bytes -= bytes;
    return { texts, bytes, until };
  }
}

/** Size of an entry in bytes, as ranges count it. */
export function bytesOfEntry(line: string): number {
  return Buffer.byteLength(line) + 1;
}
