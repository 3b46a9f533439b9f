import { type FileHandle, open, readlink, realpath, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inodeOf } from '../finding/find-files.ts';

/** Magic number of FUSE in `statfs`. */
const FUSE = 0x65735546;
/** Error codes that network file systems and FUSE give for an open file that somebody deleted on the server. */
const GONE = new Set(['ENOENT', 'ESTALE']);

/** Bytes that can be read at any position: those of a plain file, or the unpacked content of a compressed one. */
export interface ByteSource {
  /** True when nothing can change them any more. */
  readonly isFixed: boolean;
  /**
   * True on file systems that identify open files by path, as most FUSE file systems do: after a rename on the server,
   * the open handle shows length, time and bytes of the file that has the path now, mixed with its own.
   */
  readonly isByPath: boolean;
  /** Why a compressed file ends early: it is cut off or damaged. Undefined for all others. */
  readonly damage: string | undefined;
  stat(): Promise<ByteSourceState>;
  /**
   * Fills buffers one after the other.
   *
   * @returns the number of bytes read
   */
  read(buffers: readonly Buffer[], position: number): Promise<number>;
  close(): Promise<void>;
}

/** State of a byte source at the moment of asking. */
export interface ByteSourceState {
  sizeBytes: number;
  /** ms since the epoch, with fractions; a change may mean that bytes were overwritten. */
  modifiedMs: number;
  /** The file has no name left, so closing it deletes it. */
  isDeleted?: boolean;
  /** The open handle shows another file or none, so its bytes cannot be trusted. */
  isOther?: boolean;
}

/** An open file, with the identity of the file that was opened: its path may name another one by now. */
interface OpenedFile {
  bytes: ByteSource;
  device: string;
  inode: string;
  /** Path of the file itself when the path leads to it by a link into another folder. */
  target: string | undefined;
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
    // FUSE may answer from a cache that is a second old. Reading makes it ask again.
    if (isByPath) await handle.read(Buffer.alloc(1), 0, 1, 0);
    const { dev, ino } = await handle.stat({ bigint: true });
    const bytes = new FileBytes(handle, Number(ino), isByPath);
    return { bytes, device: String(dev), inode: inodeOf(ino, path), target: await targetOf(handle, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Linux knows the path of an open file, whatever the link names by now. */
async function targetOf({ fd }: FileHandle, path: string): Promise<string | undefined> {
  const target = await readlink(`/proc/self/fd/${fd}`).catch(() => realpath(path).catch(() => path));
  return dirname(target) === dirname(path) ? undefined : target;
}

/** True for a path on a file system that identifies open files by path; see ByteSource. */
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
