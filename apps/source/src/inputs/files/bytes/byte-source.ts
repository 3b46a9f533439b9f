import { type FileHandle, open, statfs } from 'node:fs/promises';
import { inodeOf } from '../finding/find-files.ts';

/** Magic number of FUSE in `statfs`. */
const FUSE = 0x65735546;
/** Error codes of network file systems and FUSE for an open file that was deleted behind them. */
const GONE = new Set(['ENOENT', 'ESTALE']);

/** Bytes that can be read at any position: a file as it lies there, or what a compressed one holds. */
export interface ByteSource {
  /** True when nobody can change them any more. */
  readonly isFixed: boolean;
  /**
   * True on file systems that know open files by their paths, as most on FUSE do: after a rename behind the mount, the open handle
   * shows length, time and bytes of the file that has the path now, mixed with its own.
   */
  readonly isByPath: boolean;
  /** Why a compressed file holds no more than this: it is cut off or damaged. Undefined for all others. */
  readonly damage: string | undefined;
  stat(): Promise<ByteSourceState>;
  /**
   * Fills buffers one after the other.
   *
   * @returns how many bytes there were
   */
  read(buffers: readonly Buffer[], position: number): Promise<number>;
  close(): Promise<void>;
}

export interface ByteSourceState {
  sizeBytes: number;
  /** ms since the epoch, with fractions: another one may mean that bytes were written over. */
  modifiedMs: number;
  /** No name is left of it, so that it is gone when it is closed. */
  isDeleted?: boolean;
  /** The open handle shows another file, or none: nothing that is read from it can be trusted. */
  isOther?: boolean;
}

/** An open file, with the identity of what was opened: its path may name another one by now. */
interface OpenedFile {
  bytes: ByteSource;
  device: string;
  inode: string;
}

/**
 * Opens a file for reading.
 *
 * @throws the error of the file system
 */
export async function openFile(path: string): Promise<OpenedFile> {
  const handle = await open(path, 'r');
  try {
    const isByPath = await isOnFuse(path);
    // FUSE may answer with what it knew a second ago. Reading makes it ask again.
    if (isByPath) await handle.read(Buffer.alloc(1), 0, 1, 0);
    const { dev, ino } = await handle.stat({ bigint: true });
    return { bytes: new FileBytes(handle, Number(ino), isByPath), device: String(dev), inode: inodeOf(ino, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** True for a path on a file system that knows open files by their paths; see ByteSource. */
export async function isOnFuse(path: string): Promise<boolean> {
  return (await statfs(path).catch(() => undefined))?.type === FUSE;
}

class FileBytes implements ByteSource {
  readonly isFixed = false;
  readonly damage = undefined;
  readonly isByPath: boolean;
  readonly #handle: FileHandle;
  readonly #inode: number;

  constructor(handle: FileHandle, inode: number, isByPath: boolean) {
    this.#handle = handle;
    this.#inode = inode;
    this.isByPath = isByPath;
  }

  async stat(): Promise<ByteSourceState> {
    try {
      const { ino, size, mtimeMs, nlink } = await this.#handle.stat();
      return { sizeBytes: size, modifiedMs: mtimeMs, isDeleted: nlink === 0, isOther: ino !== this.#inode };
    } catch (error) {
      if (!GONE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return { sizeBytes: 0, modifiedMs: 0, isOther: true };
    }
  }

  async read(buffers: readonly Buffer[], position: number): Promise<number> {
    return (await this.#handle.readv(buffers, position)).bytesRead;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
