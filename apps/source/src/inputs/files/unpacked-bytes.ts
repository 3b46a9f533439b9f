import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type ByteSource, openFile } from './byte-source.ts';
import { readHead } from './fingerprint.ts';

const GZIP = Buffer.from('1f8b', 'hex');
const ZSTD = Buffer.from('28b52ffd', 'hex');

/**
 * Opens what a compressed file (gzip, zstd) holds. It is unpacked once to learn its length, and again while it is read, so
 * that it needs neither memory nor disk; reading backwards begins anew.
 *
 * @returns undefined when it is not compressed in a way that is known
 * @throws the error of the file system, or that it does not unpack
 */
export async function openUnpacked(path: string): Promise<ByteSource | undefined> {
  const { bytes } = await openFile(path);
  const head = await readHead(bytes).finally(() => bytes.close());
  const create = head.subarray(0, 2).equals(GZIP)
    ? createGunzip
    : head.subarray(0, 4).equals(ZSTD)
      ? createZstdDecompress
      : undefined;
  if (create === undefined) return undefined;
  const unpack = () => pipeline(createReadStream(path), create(), () => {}) as AsyncIterable<Buffer>;
  let sizeBytes = 0;
  for await (const piece of unpack()) sizeBytes += piece.length;
  return new UnpackedBytes(unpack, sizeBytes);
}

class UnpackedBytes implements ByteSource {
  readonly isFixed = true;
  readonly #unpack: () => AsyncIterable<Buffer>;
  readonly #sizeBytes: number;
  #pieces: AsyncIterator<Buffer> | undefined;
  #piece: Buffer = Buffer.alloc(0);
  /** Position of the first byte of the piece. */
  #position = 0;

  constructor(unpack: () => AsyncIterable<Buffer>, sizeBytes: number) {
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
    this.#pieces = undefined;
  }

  /** Bytes from a position on, at least one; undefined at the end. */
  async #at(position: number): Promise<Buffer | undefined> {
    if (this.#pieces === undefined || position < this.#position) {
      await this.close();
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
