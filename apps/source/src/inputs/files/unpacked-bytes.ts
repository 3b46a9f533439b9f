import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const GZIP = Buffer.from('1f8b', 'hex');
const ZSTD = Buffer.from('28b52ffd', 'hex');
const PIECE_BYTES = 64 * 1024;

/**
 * Opens what a compressed file (gzip, zstd) holds. It is unpacked once to learn its length, and again while it is read, so
 * that it needs neither memory nor disk; reading backwards begins anew. All of it reads the file that was opened: rotation may
 * give its path to another one meanwhile.
 *
 * @param packed closed with what is returned
 * @param head first bytes of it
 * @returns undefined when it is not compressed in a way that is known
 * @throws the error of the file system, or that it does not unpack
 */
export async function openUnpacked(packed: ByteSource, head: Buffer): Promise<ByteSource | undefined> {
  const create = head.subarray(0, 2).equals(GZIP)
    ? createGunzip
    : head.subarray(0, 4).equals(ZSTD)
      ? createZstdDecompress
      : undefined;
  if (create === undefined) return undefined;
  const unpack = () => pipeline(Readable.from(piecesOf(packed)), create(), () => {}) as AsyncIterable<Buffer>;
  let sizeBytes = 0;
  for await (const piece of unpack()) sizeBytes += piece.length;
  return new UnpackedBytes(packed, unpack, sizeBytes);
}

async function* piecesOf(bytes: ByteSource): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ; ) {
    const piece = Buffer.alloc(PIECE_BYTES);
    const count = await bytes.read([piece], position);
    if (count === 0) return;
    yield piece.subarray(0, count);
    position += count;
  }
}

class UnpackedBytes implements ByteSource {
  readonly isFixed = true;
  readonly #packed: ByteSource;
  readonly #unpack: () => AsyncIterable<Buffer>;
  readonly #sizeBytes: number;
  #pieces: AsyncIterator<Buffer> | undefined;
  #piece: Buffer = Buffer.alloc(0);
  /** Position of the first byte of the piece. */
  #position = 0;

  constructor(packed: ByteSource, unpack: () => AsyncIterable<Buffer>, sizeBytes: number) {
    this.#packed = packed;
    this.#unpack = unpack;
    this.#sizeBytes = sizeBytes;
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
    await this.#pieces?.return?.();
    await this.#packed.close();
  }

  /** Bytes from a position on, at least one; undefined at the end. */
  async #at(position: number): Promise<Buffer | undefined> {
    if (this.#pieces === undefined || position < this.#position) {
      await this.#pieces?.return?.();
      this.#pieces = this.#unpack()[Symbol.asyncIterator]();
      this.#piece = Buffer.alloc(0);
      this.#position = 0;
    }
    while (position >= this.#position + this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done) return undefined;
      this.#position += this.#piece.length;
      this.#piece = value;
    }
    return this.#piece.subarray(position - this.#position);
  }
}
