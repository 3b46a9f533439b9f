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
 * Reads a file on and notices when it is not the same any more: truncated, overwritten, or truncated and grown again.
 *
 * Its first bytes and those before the place where reading goes on must be the ones that were read. The latter come with the
 * same read as what is new, so that looking costs no call more.
 */
export class GrowingBytes {
  #bytes: ByteSource;
  #head: Buffer = Buffer.alloc(0);
  /** Bytes before the place where reading goes on. */
  #tail: Buffer = Buffer.alloc(0);
  /** The last bytes that are there and were not read, and where they end. */
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

  /** Reads a range that was read before; fewer bytes when they are gone. */
  async readAgain(start: number, end: number): Promise<Buffer> {
    const range = Buffer.alloc(end - start);
    return range.subarray(0, await this.#bytes.read([range], start));
  }

  /**
   * Reads a range that a former process has read.
   *
   * @param tail of its last bytes, and of those before where it is shorter; absent in old checkpoints
   * @returns undefined when they are others by now: they must not be sent under the ids of those
   */
  async readRepeated({ end, start, tail }: Repeated): Promise<Buffer | undefined> {
    const from = Math.min(start, end - (tail?.bytes ?? 0));
    const bytes = await this.readAgain(from, end);
    const isSame = bytes.length === end - from && (tail === undefined || hasFingerprintAtEnd(bytes, tail));
    return isSame && (await this.#hasSameHead()) ? bytes.subarray(start - from) : undefined;
  }

  /**
   * Reads what comes next; with nothing to read into, it looks whether the file was written over.
   *
   * @param modifiedMs when it was last changed, before this read
   * @returns bytes read; undefined when the file is not the same any more
   */
  async readOn(into: Buffer, position: number, modifiedMs: number): Promise<number | undefined> {
    if (into.length === 0 && modifiedMs === this.#modifiedMs) return 0;
    this.#modifiedMs = modifiedMs;
    const before = Buffer.alloc(this.#bytes.isFixed ? 0 : this.#tail.length);
    const bytesRead = await this.#bytes.read([before, into], position - before.length);
    const count = bytesRead - before.length;
    if (count < 0 || !before.equals(this.#tail.subarray(0, before.length))) return undefined;
    // Both after the read, because a file truncated before it would give bytes of its next life.
    if (!(await this.#hasSameHead())) return undefined;
    if (position < this.#unread.end && !(await this.#hasSameUnread())) return undefined;
    this.#passed.note(this.#tail, into.subarray(0, count), position);
    this.#tail = lastBytes(this.#tail, into.subarray(0, count), TAIL_BYTES);
    return count;
  }

  /**
   * Takes notice of what is there and is not read yet: of a file that is made anew with the same first bytes before that, the
   * last ones are others.
   *
   * @param end its length
   * @returns the last bytes; undefined when the file is not the same any more
   */
  async noteUnread(end: number): Promise<Buffer | undefined> {
    if (!(await this.#hasSameHead())) return undefined;
    const bytes = await this.readAgain(Math.max(0, end - TAIL_BYTES), end);
    this.#unread = { end, bytes };
    return bytes;
  }

  /**
   * Begins at another place.
   *
   * @param head first bytes of the file, as far as they must stay
   * @param tail bytes before the place where reading goes on
   */
  goTo(head: Buffer, tail: Buffer): void {
    this.#head = head;
    this.#tail = tail;
    this.#passed.clear();
    if (tail.length === 0 && head.length === 0) this.#unread = { end: 0, bytes: Buffer.alloc(0) };
  }

  /**
   * True for a file that holds the beginning of what was read of this one, and nothing else, whatever this one holds now.
   *
   * @param head its first bytes
   */
  async hasRead(file: Pick<GrowingBytes, 'readAgain' | 'stat'>, head: Buffer): Promise<boolean> {
    const { sizeBytes } = await file.stat();
    const common = Math.min(head.length, this.#head.length);
    if (sizeBytes > this.#passed.end || !head.subarray(0, common).equals(this.#head.subarray(0, common))) return false;
    if (sizeBytes <= common) return true;
    return await this.#passed.hold((start, end) => file.readAgain(start, end), sizeBytes, this.#tail);
  }

  /** True while it has the bytes that were read, as far as they are remembered. */
  async isIntact(position: number): Promise<boolean> {
    const before = await this.readAgain(Math.max(0, position - this.#tail.length), position);
    return before.equals(this.#tail) && (await this.#hasSameHead());
  }

  /**
   * Goes on in the same file, which was opened again.
   *
   * @param bytes closed with this
   * @param position where reading goes on
   * @returns true when it has the bytes that were read
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
