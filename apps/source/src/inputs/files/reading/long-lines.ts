import { MAX_OPEN_BYTES } from '../../../formats/cut-chunk.ts';

/**
 * Buffers for lines, and records of many lines, that do not fit into the buffer that all files share. They are few, so that a
 * thousand files without a line break cannot fill the memory; a file that gets none has its line cut at a smaller size.
 */

/** Most long lines that are read at once. */
export const MAX_LONG_LINES = 8;
/** Bytes at hand from which on a file asks for a buffer. */
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

  /** A buffer to be given back; undefined when all are lent. Only what is written to it takes memory. */
  take(): Buffer | undefined {
    if (!this.hasRoom) return undefined;
    this.#lent += 1;
    return Buffer.allocUnsafeSlow(MAX_OPEN_BYTES);
  }

  /** Ends a loan; the buffer is not used again. */
  give(): void {
    this.#lent -= 1;
  }
}
