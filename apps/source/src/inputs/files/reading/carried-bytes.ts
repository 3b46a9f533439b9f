import { type Fingerprint, fingerprintOf, lastBytes, TAIL_BYTES } from '../bytes/fingerprint.ts';
import { LONG_LINE_BYTES, type LongLines } from './long-lines.ts';

/** A range of a file that makes whole records. */
export interface TakenRange {
  start: number;
  end: number;
  /** Fingerprint of the last bytes before `end`. */
  tail: Fingerprint;
}

/**
 * Bytes that were read and whose record is still open. The next read puts new bytes after them.
 *
 *     0 … position … carried bytes … readTo
 */
export class CarriedBytes {
  readonly #longLines: LongLines;
  #bytes: Buffer = Buffer.alloc(0);
  /** Buffer that holds them at its beginning while they are many. */
  #long: Buffer | undefined;
  #position: number;
  /** The last bytes before the position. */
  #before: Buffer;

  constructor(position: number, before: Buffer, longLines: LongLines) {
    this.#position = position;
    this.#before = before;
    this.#longLines = longLines;
  }

  /** Position of the first of them in the file. */
  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.#bytes.length;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Position after the last byte that was read. */
  get readTo(): number {
    return this.#position + this.#bytes.length;
  }

  /** False when lines must be cut at a smaller size, because other files have borrowed all the buffers. */
  get hasRoom(): boolean {
    return this.#long !== undefined || this.#longLines.hasRoom;
  }

  /** Hash of the last bytes before the position. */
  get tail(): Fingerprint {
    return fingerprintOf(this.#before);
  }

  /** Hash of the last bytes that were read. */
  get tailOfRead(): Fingerprint {
    return fingerprintOf(lastBytes(this.#before, this.#bytes, TAIL_BYTES));
  }

  /** A buffer that begins with them: the shared one, or one for this file alone while they are many. */
  bufferFor(scratch: Buffer): Buffer {
    if (this.#long === undefined && this.length >= LONG_LINE_BYTES) {
      this.#long = this.#longLines.take();
      if (this.#long !== undefined) this.#bytes = this.#long.subarray(0, this.#bytes.copy(this.#long));
    }
    if (this.#long !== undefined) return this.#long;
    this.#bytes.copy(scratch);
    return scratch;
  }

  /**
   * Takes the first bytes off and carries the others.
   *
   * @param bytes the carried ones followed by newly read ones; may lie in the buffer of `bufferFor`
   * @returns undefined when it takes none
   */
  take(bytes: Buffer, lengthBytes: number): TakenRange | undefined {
    const start = this.#position;
    const isInPlace = lengthBytes === 0 && this.#long !== undefined;
    this.#bytes = isInPlace ? bytes : Buffer.from(bytes.subarray(lengthBytes));
    if (!isInPlace) this.#giveLongBack();
    if (lengthBytes === 0) return undefined;
    this.#position += lengthBytes;
    this.#before = lastBytes(this.#before, bytes.subarray(0, lengthBytes), TAIL_BYTES);
    return { start, end: this.#position, tail: this.tail };
  }

  /** Forgets all of them, and starts again at the beginning of the file. */
  startOver(): void {
    this.#giveLongBack();
    this.#bytes = Buffer.alloc(0);
    this.#before = Buffer.alloc(0);
    this.#position = 0;
  }

  #giveLongBack(): void {
    if (this.#long !== undefined) this.#longLines.give();
    this.#long = undefined;
  }
}
