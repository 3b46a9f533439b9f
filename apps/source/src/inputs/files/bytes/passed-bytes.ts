import { HEAD_BYTES, lastBytes, TAIL_BYTES } from './fingerprint.ts';

/** Where a file was read to at some moment, and the bytes before that. */
interface Mark {
  end: number;
  bytes: Buffer;
}

/**
 * Some of the bytes that were read of a file, the further apart the further behind: 8 KiB of 1 MiB, 16 KiB of 1 GiB.
 *
 * A copy may lack the last lines that were read, because rotation copies a file first and truncates it later. Wherever such a
 * copy ends, some of these bytes lie in its last fifth, and show whose beginning it is.
 */
export class PassedBytes {
  readonly #marks: Mark[] = [];
  #next = HEAD_BYTES;
  #end = 0;

  /** How far the file was read. */
  get end(): number {
    return this.#end;
  }

  /**
   * Takes notice of bytes that were read.
   *
   * @param before the last bytes before them
   * @param position where they begin
   */
  note(before: Buffer, bytes: Buffer, position: number): void {
    this.#end = position + bytes.length;
    if (this.#end < this.#next) return;
    // What a former process has read begins in the middle.
    if (this.#marks.length === 0 && position > HEAD_BYTES) this.#marks.push({ end: position, bytes: before });
    for (; this.#next <= this.#end; this.#next += Math.max(TAIL_BYTES, Math.floor(this.#next / 4))) {
      if (this.#next <= position) continue;
      const passed = lastBytes(before, bytes.subarray(0, this.#next - position), TAIL_BYTES);
      this.#marks.push({ end: this.#next, bytes: passed });
    }
  }

  /** Begins with another life of the file. */
  clear(): void {
    this.#marks.length = 0;
    this.#next = HEAD_BYTES;
    this.#end = 0;
  }

  /**
   * True for a file that has the bytes, where it is as long.
   *
   * @param read reads a range of it
   * @param sizeBytes its length, not more than what was read
   * @param tail the last bytes that were read
   */
  async hold(read: (start: number, end: number) => Promise<Buffer>, sizeBytes: number, tail: Buffer): Promise<boolean> {
    const marks = [...this.#marks, { end: this.#end, bytes: tail }];
    const next = marks.findIndex(({ end }) => end > sizeBytes);
    // The last one within it, and the part of the one behind that.
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
