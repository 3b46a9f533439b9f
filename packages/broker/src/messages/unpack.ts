import { brotliDecompressSync, gunzipSync, inflateSync, type Zlib, zstdDecompressSync } from 'node:zlib';
import { BodyError } from '../connection/index.ts';

/** How bodies may be packed: the same over AMQP and over HTTP. */

/** Zlib runs synchronously, in pieces of this size; see `codec.ts`. */
const CHUNK_BYTES = 256 * 1024;

/** Frames may be empty, so their number needs a limit of its own. */
const MAX_FRAMES = 1000;

type Unpack = (body: Buffer, maxBytes: number) => Buffer;
type UnpackSync = (body: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Buffer;

const UNPACKERS: Readonly<Record<string, Unpack>> = Object.freeze({
  gzip: unpackGzip,
  zstd: unpackZstd,
  deflate: (body, maxBytes) => unpackWhole(inflateSync, body, maxBytes),
  br: (body, maxBytes) => unpackWhole(brotliDecompressSync, body, maxBytes),
});

/** Content encodings that we can unpack. */
export const CONTENT_ENCODINGS: readonly string[] = Object.freeze(Object.keys(UNPACKERS));

/** The name of a known content encoding, from its spelling in a message or request; undefined if it is unknown. */
export function contentEncoding(written: string): string | undefined {
  const name = written.trim().toLowerCase();
  const known = name === 'x-gzip' ? 'gzip' : name;
  return CONTENT_ENCODINGS.includes(known) ? known : undefined;
}

/**
 * Unpacks a body, all of it: several gzip members or zstd frames are one body, and bytes after its end are a fault.
 *
 * @param encoding as `contentEncoding` gives it
 * @param maxBytes limit of the unpacked body; unpacking stops there, so a small body cannot fill the memory
 * @throws BodyError `body-corrupt` or `body-too-large`
 */
export function unpack(body: Buffer, encoding: string, maxBytes: number): Buffer {
  try {
    return (UNPACKERS[encoding] as Unpack)(body, maxBytes);
  } catch (error) {
    if (error instanceof BodyError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError('body-corrupt', `body is not ${encoding}: ${(error as Error).message}`, error);
  }
}

/** The fault of a body that is larger than it may be. */
export function tooLarge(maxBytes: number): BodyError {
  return new BodyError('body-too-large', `body is larger than ${maxBytes} bytes unpacked`);
}

/** Checks that nothing follows the body: Node ignores such bytes, and the sender would believe that we took them. */
function unpackWhole(unpackSync: UnpackSync, body: Buffer, maxBytes: number): Buffer {
  const { buffer, usedBytes } = unpackOne(unpackSync, body, maxBytes);
  if (usedBytes < body.length) throw goesOn(body.length - usedBytes);
  return buffer;
}

/**
 * Node unpacks one member after the other and stops at a NUL. NULs to the end are padding, as tapes and block devices leave
 * it, and gzip itself skips them; anything behind them would be lost.
 */
function unpackGzip(body: Buffer, maxBytes: number): Buffer {
  const { buffer, usedBytes } = unpackOne(gunzipSync, body, maxBytes);
  if (body.subarray(usedBytes).some((byte) => byte !== 0)) throw goesOn(body.length - usedBytes);
  return buffer;
}

function goesOn(restBytes: number): BodyError {
  return new BodyError('body-corrupt', `body goes on for ${restBytes} bytes behind its packed end`);
}

/** Node unpacks the first zstd frame and ignores the rest, which may be further frames; they belong to the body too. */
function unpackZstd(body: Buffer, maxBytes: number): Buffer {
  const frames: Buffer[] = [];
  let rest = body;
  let bodyBytes = 0;
  do {
    const { buffer, usedBytes } = unpackOne(zstdDecompressSync, rest, maxBytes);
    bodyBytes += buffer.length;
    if (bodyBytes > maxBytes) throw tooLarge(maxBytes);
    frames.push(buffer);
    if (usedBytes === 0 || frames.length > MAX_FRAMES)
      throw new BodyError('body-corrupt', 'body has too many zstd frames');
    rest = rest.subarray(usedBytes);
  } while (rest.length > 0);
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

function unpackOne(unpackSync: UnpackSync, body: Buffer, maxBytes: number): { buffer: Buffer; usedBytes: number } {
  // With `info` the result carries the engine, which knows how much of the input it used; the types do not know it.
  const options = { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES, info: true };
  const { buffer, engine } = unpackSync(body, options) as unknown as { buffer: Buffer; engine: Zlib };
  return { buffer, usedBytes: engine.bytesWritten };
}
