import type { ByteSource, ByteSourceState } from './byte-source.ts';
import { type Fingerprint, HEAD_BYTES, hasFingerprintAtEnd, lastBytes, readHead, TAIL_BYTES } from './fingerprint.ts';
import { PassedBytes } from './passed-bytes.ts';

/** A range, with the fingerprint of the last bytes before its end. */
interface Repeated {
  start: number;
  end: number;
  tail?: Fingerprint | undefined;
}

/**
 * Reads a growing file and notices when it was truncated, overwritten, or truncated and grown again.
 *
 * It compares the first bytes and those before the reading position with the bytes that it read earlier. The latter
 * come with the same read as the new bytes, so a look costs no further call.
 */
export class GrowingBytes {
  #bytes: ByteSource;
  #head: Buffer = Buffer.alloc(0);
  /** Bytes before the position where reading continues. */
  #tail: Buffer = Buffer.alloc(0);
  /** The last bytes that are there but not read, and the position of their end. */
  #unread = { end: 0, bytes: Buffer.alloc(0) as Buffer };
  #modifiedMs: number | undefined;
  readonly #passed = new PassedBytes();

  constructor(bytes: ByteSource) {
    this.#bytes = bytes;
  }

  get head(): Buffer {
    return this.#head;
  }

  /** See ByteSource. */
  get isByPath(): boolean {
    return this.#bytes.isByPath;
  }

  /** See ByteSource. */
  get damage(): string | undefined {
    return this.#bytes.damage;
  }

  stat(): Promise<ByteSourceState> {
    return this.#bytes.stat();
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  /** True when the file had this time of its last change at the last look. */
  isUnchanged(modifiedMs: number): boolean {
    // Both are fractions made of the same number of nanoseconds, perhaps by other calculations.
    return Math.abs(modifiedMs - (this.#modifiedMs ?? Number.NaN)) < 0.001;
  }

  /** Reads a range for a second time; gives fewer bytes when some are gone. */
  async readAgain(start: number, end: number): Promise<Buffer> {
    const range = Buffer.alloc(end - start);
    return range.subarray(0, await this.#bytes.read([range], start));
  }

  /**
   * Reads a range that a former process read.
   *
   * @param tail fingerprint of its last bytes, and of those before it where the range is shorter; absent in old
   * checkpoints
   * @returns undefined when the bytes have changed: they must not be sent under the ids of the old ones
   */
  async readRepeated({ end, start, tail }: Repeated): Promise<Buffer | undefined> {
    const from = Math.min(start, end - (tail?.bytes ?? 0));
    const bytes = await this.readAgain(from, end);
    const isSame = bytes.length === end - from && (tail === undefined || hasFingerprintAtEnd(bytes, tail));
    return isSame && (await this.#hasSameHead()) ? bytes.subarray(start - from) : undefined;
  }

  /**
   * Reads the next bytes. With an empty target it only checks whether the file was overwritten.
   *
   * @param modifiedMs time of the last change, taken before this read
   * @returns bytes read; undefined when the file is no longer the same
   */
  async readOn(into: Buffer, position: number, modifiedMs: number): Promise<number | undefined> {
    if (into.length === 0 && modifiedMs === this.#modifiedMs) return 0;
    this.#modifiedMs = modifiedMs;
    const before = Buffer.alloc(this.#bytes.isFixed ? 0 : this.#tail.length);
    const bytesRead = await this.#bytes.read([before, into], position - before.length);
    const count = bytesRead - before.length;
    if (count < 0 || !before.equals(this.#tail.subarray(0, before.length))) return undefined;
    // Both checks follow the read: a file truncated before it would give bytes of its next life.
    if (!(await this.#hasSameHead())) return undefined;
    if (position < this.#unread.end && !(await this.#hasSameUnread())) return undefined;
    this.#passed.note(this.#tail, into.subarray(0, count), position);
    this.#tail = lastBytes(this.#tail, into.subarray(0, count), TAIL_BYTES);
    return count;
  }

  /**
   * Remembers the last bytes that are there but not read. When a file is written anew with the same first bytes, these
   * differ.
   *
   * @param end length of the file
   * @returns the last bytes; undefined when the file is no longer the same
   */
  async noteUnread(end: number): Promise<Buffer | undefined> {
    if (end < this.#unread.end || !(await this.#hasSameHead()) || !(await this.#hasSameUnread())) return undefined;
    const bytes = await this.readAgain(Math.max(0, end - TAIL_BYTES), end);
    this.#unread = { end, bytes };
    return bytes;
  }

  /**
   * Continues at another position.
   *
   * @param head first bytes of the file, those that must stay the same
   * @param tail bytes before the position where reading continues
   */
  goTo(head: Buffer, tail: Buffer): void {
    this.#head = head;
    this.#tail = tail;
    this.#passed.clear();
    if (tail.length === 0 && head.length === 0) this.#unread = { end: 0, bytes: Buffer.alloc(0) };
  }

  /**
   * True for a file that holds the beginning of the bytes read here and nothing else, whatever this file holds now.
   *
   * @param head first bytes of that file
   */
  async hasRead(file: Pick<GrowingBytes, 'readAgain' | 'stat'>, head: Buffer): Promise<boolean> {
    const { sizeBytes } = await file.stat();
    const common = Math.min(head.length, this.#head.length);
    if (sizeBytes > this.#passed.end || !head.subarray(0, common).equals(this.#head.subarray(0, common))) return false;
    if (sizeBytes <= common) return true;
    return await this.#passed.hold((start, end) => file.readAgain(start, end), sizeBytes, this.#tail);
  }

  /** True while the file still has the bytes that were read or seen, as far as this object remembers them. */
  async isIntact(position: number): Promise<boolean> {
    const before = await this.readAgain(Math.max(0, position - this.#tail.length), position);
    return before.equals(this.#tail) && (await this.#hasSameHead()) && (await this.#hasSameUnread());
  }

  /**
   * Remembers the bytes of a file that was just opened, of which nothing is read.
   *
   * @returns false when it was begun anew since its head was read
   */
  async begin(head: Buffer): Promise<boolean> {
    this.goTo(head, Buffer.alloc(0));
    return (await this.noteUnread((await this.stat()).sizeBytes)) !== undefined;
  }

  /** True for a copy of what this file held after `begin`, when it has lost that since. */
  async hasLost({ bytes, head }: { bytes: Pick<GrowingBytes, 'readAgain'>; head: Buffer }): Promise<boolean> {
    if (!head.subarray(0, this.#head.length).equals(this.#head) || (await this.isIntact(0))) return false;
    const { bytes: last, end } = this.#unread;
    return last.equals(await bytes.readAgain(end - last.length, end));
  }

  /**
   * Continues in the same file after it was opened again.
   *
   * @param bytes the new handle; this object closes it
   * @param position where reading continues
   * @returns true when the file has the bytes that were read
   */
  async moveTo(bytes: ByteSource, position: number): Promise<boolean> {
    const former = this.#bytes;
    this.#bytes = bytes;
    this.#modifiedMs = undefined;
    await former.close();
    return await this.isIntact(position);
  }

  async #hasSameUnread(): Promise<boolean> {
    const { bytes, end } = this.#unread;
    return bytes.equals(await this.readAgain(end - bytes.length, end));
  }

  async #hasSameHead(): Promise<boolean> {
    if (this.#bytes.isFixed) return true;
    const head = await readHead(this.#bytes);
    if (!head.subarray(0, this.#head.length).equals(this.#head)) return false;
    if (this.#head.length < HEAD_BYTES && head.length > this.#head.length) this.#head = head;
    return true;
  }
}
