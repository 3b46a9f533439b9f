import { MAX_OPEN_BYTES } from '../../../formats/cut-chunk.ts';

/**
 * Buffers for lines, and records of many lines, that do not fit into the buffer shared by all files. They are few, so a
 * thousand files without a line break cannot fill the memory. A file without a buffer has its line cut at a smaller
 * size.
 */

/** Most long lines read at the same time. */
export const MAX_LONG_LINES = 8;
/** Number of bytes at hand at which a file asks for a buffer. */
export const LONG_LINE_BYTES = 256 * 1024;
/** Where an open line is cut in a file that got no buffer. */
export const CROWDED_OPEN_BYTES = 512 * 1024;

/** Lends buffers of MAX_OPEN_BYTES. */
export class LongLines {
  #lent = 0;

  /** True when a buffer is left. */
  get hasRoom(): boolean {
    return this.#lent < MAX_LONG_LINES;
  }

  /** Lends a buffer, or undefined when all are lent. Only the written part takes memory. */
  take(): Buffer | undefined {
    if (!this.hasRoom) return undefined;
    this.#lent += 1;
    return Buffer.allocUnsafeSlow(MAX_OPEN_BYTES);
  }

  /** Ends a loan; the borrower must not use the buffer again. */
  give(): void {
    this.#lent -= 1;
  }
}
