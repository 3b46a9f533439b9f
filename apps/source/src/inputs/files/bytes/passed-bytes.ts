import { HEAD_BYTES, lastBytes, TAIL_BYTES } from './fingerprint.ts';

/** A position up to which a file was read, and the bytes before it. */
interface Mark {
  end: number;
  bytes: Buffer;
}

/**
 * Samples of the bytes read from a file, sparser toward its beginning: 8 KiB of 1 MiB, 16 KiB of 1 GiB.
 *
 * A copy may lack the last lines that were read, because rotation copies a file first and truncates it later. Wherever
 * such a copy ends, some samples are in its last fifth and identify the original.
 */
export class PassedBytes {
  readonly #marks: Mark[] = [];
  #next = HEAD_BYTES;
  #end = 0;

  /** Number of bytes read from the file. */
  get end(): number {
    return this.#end;
  }

  /**
   * Samples newly read bytes.
   *
   * @param before the last bytes before them
   * @param position start of the new bytes
   */
  note(before: Buffer, bytes: Buffer, position: number): void {
    this.#end = position + bytes.length;
    if (this.#end < this.#next) return;
    // Bytes that a former process read begin in the middle.
    if (this.#marks.length === 0 && position > HEAD_BYTES) this.#marks.push({ end: position, bytes: before });
    for (; this.#next <= this.#end; this.#next += Math.max(TAIL_BYTES, Math.floor(this.#next / 4))) {
      if (this.#next <= position) continue;
      const passed = lastBytes(before, bytes.subarray(0, this.#next - position), TAIL_BYTES);
      this.#marks.push({ end: this.#next, bytes: passed });
    }
  }

  /** Starts again for the next life of the file. */
  clear(): void {
    this.#marks.length = 0;
    this.#next = HEAD_BYTES;
    this.#end = 0;
  }

  /**
   * True for a file that has the sampled bytes, up to its length.
   *
   * @param read reads a range of it
   * @param sizeBytes its length, at most the number of bytes read
   * @param tail the last bytes that were read
   */
  async hold(read: (start: number, end: number) => Promise<Buffer>, sizeBytes: number, tail: Buffer): Promise<boolean> {
    const marks = [...this.#marks, { end: this.#end, bytes: tail }];
    const next = marks.findIndex(({ end }) => end > sizeBytes);
    // The last sample within the length, and the part of the next one before it.
    const near = next === -1 ? marks.slice(-1) : marks.slice(Math.max(0, next - 1), next + 1);
    let isKnown = false;
    for (const { bytes, end } of near) {
      const start = end - bytes.length;
      const common = bytes.subarray(0, Math.max(0, sizeBytes - start));
      if (common.length === 0) continue;
      if (!(await read(start, start + common.length)).equals(common)) return false;
      isKnown = true;
    }
    return isKnown;
  }
}
