import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const GZIP = Buffer.from('1f8b', 'hex');
/** Magic numbers of a zstd frame and of a skippable frame, with which pzstd begins. */
const ZSTD = [Buffer.from('28b52ffd', 'hex'), Buffer.from('502a4d18', 'hex')];
/**
 * Length of a piece of packed bytes, small enough that its unpacked bytes fit into memory: gzip expands at most 1,032
 * times, a block of zstd from four bytes to 128 KiB. With pieces of 8 KiB instead of 2 KiB, gzip takes half the CPU
 * time.
 */
const GZIP_PIECE_BYTES = 8 * 1024;
const ZSTD_PIECE_BYTES = 2 * 1024;

/** Makes an unpacker. */
type CreateUnpacker = typeof createGunzip | typeof createZstdDecompress;

/** Progress of unpacking within the packed bytes. */
interface Progress {
  /** Start of the present piece. */
  position: number;
  /** True when all bytes were taken. */
  isAtEnd?: boolean;
  /** Longest piece, in bytes. */
  pieceBytes: number;
  /** Start of the piece that is taken byte by byte. */
  slowAt?: number;
}

/** The unpacker for a file that begins with these bytes; undefined when they are not in a known compressed format. */
export function unpackerFor(head: Buffer): CreateUnpacker | undefined {
  if (head.subarray(0, GZIP.length).equals(GZIP)) return createGunzip;
  return ZSTD.some((start) => head.subarray(0, start.length).equals(start)) ? createZstdDecompress : undefined;
}

/** True for an error of an unpacker: the bytes are cut off or damaged. */
export function isUnpackError(error: unknown): boolean {
  return /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String((error as NodeJS.ErrnoException).code));
}

/**
 * Unpacks a file: all its members (gzip) or frames (zstd), one after the other.
 *
 * @throws the error of the unpacker, after everything that could be unpacked before the damage; that of the file system
 */
export async function* unpack(packed: ByteSource, create: CreateUnpacker): AsyncGenerator<Buffer, void, void> {
  const pieceBytes = create === createGunzip ? GZIP_PIECE_BYTES : ZSTD_PIECE_BYTES;
  const progress: Progress = { position: 0, pieceBytes };
  let knownBytes = 0;
  try {
    for await (const unpacked of unpackMembers(packed, create, progress)) {
      knownBytes += unpacked.length;
      yield unpacked;
    }
  } catch (error) {
    if (!isUnpackError(error) || progress.isAtEnd) throw error;
    // A failing unpacker drops the output of its piece, so the piece is taken again, byte by byte.
    for await (const unpacked of unpackMembers(packed, create, {
      position: 0,
      pieceBytes,
      slowAt: progress.position,
    })) {
      const known = Math.min(knownBytes, unpacked.length);
      knownBytes -= known;
      if (known < unpacked.length) yield unpacked.subarray(known);
    }
  }
}

async function* unpackMembers(
  packed: ByteSource,
  create: CreateUnpacker,
  progress: Progress,
): AsyncGenerator<Buffer, void, void> {
  let member: Member | undefined;
  try {
    for (;;) {
      const piece = await pieceOf(packed, progress);
      if (piece.length === 0) break;
      const nuls = member === undefined && progress.position > 0 && create === createGunzip ? nulsOf(piece) : 0;
      const rest = piece.subarray(nuls);
      progress.position += nuls;
      if (rest.length === 0) continue;
      member ??= new Member(create);
      const usedBytes = await member.write(rest);
      yield* member.take();
      member.check();
      progress.position += usedBytes;
      if (member.hasEnded) member = member.close();
    }
    progress.isAtEnd = true;
    await member?.end();
    yield* member?.take() ?? [];
    member?.check();
  } finally {
    member?.close();
  }
}

async function pieceOf(bytes: ByteSource, { pieceBytes, position, slowAt }: Progress): Promise<Buffer> {
  const isSlow = slowAt !== undefined && position >= slowAt && position < slowAt + pieceBytes;
  // The earlier pieces must be the same as the first time, so that they do not fail.
  const piece = Buffer.alloc(isSlow ? 1 : pieceBytes);
  return piece.subarray(0, await bytes.read([piece], position));
}

/** Skips the NULs that tapes, disks and crashes leave after a member; gzip skips them, too. */
function nulsOf(piece: Buffer): number {
  const first = piece.findIndex((byte) => byte !== 0);
  return first === -1 ? piece.length : first;
}

/** Unpacks one member or frame, or several that end where pieces end. */
class Member {
  readonly #unpacker: ReturnType<CreateUnpacker>;
  readonly #over: Promise<void>;
  #unpacked: Buffer[] = [];
  #failure: Error | undefined;
  hasEnded = false;

  constructor(create: CreateUnpacker) {
    this.#unpacker = create();
    this.#unpacker.on('data', (piece: Buffer) => this.#unpacked.push(piece));
    this.#over = new Promise((resolve) => {
      this.#unpacker.once('error', (error) => {
        this.#failure = error;
        resolve();
      });
      this.#unpacker.once('end', () => {
        this.hasEnded = true;
        resolve();
      });
    });
  }

  /** @returns the number of bytes that belong to it */
  async write(piece: Buffer): Promise<number> {
    const before = this.#unpacker.bytesWritten;
    await Promise.race([new Promise<void>((resolve) => this.#unpacker.write(piece, () => resolve())), this.#over]);
    return this.#unpacker.bytesWritten - before;
  }

  async end(): Promise<void> {
    this.#unpacker.end();
    await this.#over;
  }

  /** Must be called after each piece: a failing unpacker forgets output that nobody has taken. */
  take(): Buffer[] {
    return this.#unpacked.splice(0);
  }

  /** @throws the error of the unpacker */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  close(): undefined {
    this.#unpacker.destroy();
  }
}
