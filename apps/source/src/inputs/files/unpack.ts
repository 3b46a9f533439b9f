import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const GZIP = Buffer.from('1f8b', 'hex');
const ZSTD = Buffer.from('28b52ffd', 'hex');
/** So few that what they unpack to fits into memory: each may become a thousand times as much, or more. */
const PIECE_BYTES = 2 * 1024;

/** Makes an unpacker. */
export type CreateUnpacker = typeof createGunzip | typeof createZstdDecompress;

/** The unpacker for a file that begins with these bytes; undefined when they are not compressed in a way that is known. */
export function unpackerFor(head: Buffer): CreateUnpacker | undefined {
  if (head.subarray(0, GZIP.length).equals(GZIP)) return createGunzip;
  return head.subarray(0, ZSTD.length).equals(ZSTD) ? createZstdDecompress : undefined;
}

/**
 * Unpacks a file.
 *
 * @throws the error of the unpacker, behind all that could be unpacked before the damage, or of the file system
 */
export async function* unpack(packed: ByteSource, create: CreateUnpacker): AsyncGenerator<Buffer, void, void> {
  const unpacker = create();
  let unpacked: Buffer[] = [];
  let failure: Error | undefined;
  const failed = new Promise<void>((resolve) => {
    unpacker.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const ended = new Promise<void>((resolve) => unpacker.once('end', resolve));
  unpacker.on('data', (piece: Buffer) => unpacked.push(piece));
  const take = () => unpacked.splice(0);
  try {
    // One after the other: an unpacker that fails forgets what nobody has taken from it.
    for await (const piece of piecesOf(packed)) {
      await Promise.race([new Promise<void>((resolve) => unpacker.write(piece, () => resolve())), failed]);
      yield* take();
      if (failure !== undefined) throw failure;
    }
    unpacker.end();
    await Promise.race([ended, failed]);
    yield* take();
    if (failure !== undefined) throw failure;
  } finally {
    unpacker.destroy();
    unpacked = [];
  }
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
