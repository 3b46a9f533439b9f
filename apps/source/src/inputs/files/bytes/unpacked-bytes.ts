import { messageOf } from '@logwarren/common';
import type { ByteSource } from './byte-source.ts';
import { isUnpackError, unpack, unpackerFor } from './unpack.ts';

/**
 * Opens the content of a compressed file (gzip, zstd). It is unpacked once to learn its length, and again while it is
 * read, so it needs neither memory nor disk; reading backwards starts over. All reads use the file that was opened:
 * rotation may give its path to another file meanwhile.
 *
 * A file that is cut off or damaged ends where unpacking fails, perhaps at its beginning, and gives the reason
 * (`damage`).
 *
 * @param packed closed together with the result
 * @param head its first bytes
 * @param whenWritten waits while the file is being written (when-written.ts), if it seems to be damaged
 * @returns undefined when the file is not in a known compressed format
 * @throws the error of the file system
 */
export async function openUnpacked(
  packed: ByteSource,
  head: Buffer,
  whenWritten?: (packed: ByteSource) => Promise<boolean>,
): Promise<ByteSource | undefined> {
  const create = unpackerFor(head);
  if (create === undefined) return undefined;
  const begin = () => unpack(packed, create);
  const first = await measure(begin());
  if (first.damage === undefined || whenWritten === undefined) return new UnpackedBytes(packed, begin, first);
  const isWritten = await whenWritten(packed);
  const { sizeBytes, damage } = await measure(begin());
  const isHalf = damage !== undefined && !isWritten;
  return new UnpackedBytes(packed, begin, { sizeBytes, damage: isHalf ? `${damage}; still being written` : damage });
}

/** Number of bytes that can be unpacked, and why there are no more. */
interface Measured {
  sizeBytes: number;
  damage?: string | undefined;
}

async function measure(pieces: AsyncIterable<Buffer>): Promise<Measured> {
  let sizeBytes = 0;
  try {
    for await (const piece of pieces) sizeBytes += piece.length;
    return { sizeBytes };
  } catch (error) {
    if (!isUnpackError(error)) throw error;
    return { sizeBytes, damage: messageOf(error) };
  }
}

class UnpackedBytes implements ByteSource {
  readonly isFixed = true;
  readonly isByPath = false;
  readonly #packed: ByteSource;
  readonly #unpack: () => AsyncGenerator<Buffer, void, void>;
  readonly damage: string | undefined;
  readonly #sizeBytes: number;
  #pieces: AsyncGenerator<Buffer, void, void> | undefined;
  #piece: Buffer = Buffer.alloc(0);
  /** Position of the first byte of the piece. */
  #position = 0;

  constructor(packed: ByteSource, unpack: () => AsyncGenerator<Buffer, void, void>, { sizeBytes, damage }: Measured) {
    this.#packed = packed;
    this.#unpack = unpack;
    this.#sizeBytes = sizeBytes;
    this.damage = damage;
  }

  async stat() {
    return { sizeBytes: this.#sizeBytes, modifiedMs: 0 };
  }

  async read(buffers: readonly Buffer[], position: number): Promise<number> {
    let bytesRead = 0;
    for (const buffer of buffers) {
      for (let filled = 0; filled < buffer.length; ) {
        const bytes = await this.#at(position + bytesRead);
        if (bytes === undefined) return bytesRead;
        const count = bytes.copy(buffer, filled);
        filled += count;
        bytesRead += count;
      }
    }
    return bytesRead;
  }

  async close(): Promise<void> {
    await this.#pieces?.return();
    await this.#packed.close();
  }

  /** Bytes from a position on, at least one; undefined at the end. */
  async #at(position: number): Promise<Buffer | undefined> {
    if (this.#pieces === undefined || position < this.#position) {
      await this.#pieces?.return();
      this.#pieces = this.#unpack();
      this.#piece = Buffer.alloc(0);
      this.#position = 0;
    }
    if (position >= this.#sizeBytes) return undefined;
    while (position >= this.#position + this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return undefined;
      this.#position += this.#piece.length;
      this.#piece = value;
    }
    return this.#piece.subarray(position - this.#position);
  }
}
