import { open } from 'node:fs/promises';
import { inodeOf } from './find-files.ts';

/** Bytes that can be read at any position: a file as it lies there, or what a compressed one holds. */
export interface ByteSource {
  /** True when nobody can change them any more. */
  readonly isFixed: boolean;
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
}

/** An open file, with the identity of what was opened: its path may name another one by now. */
export interface OpenedFile {
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
  const bytes: ByteSource = {
    isFixed: false,
    async stat() {
      const { size, mtimeMs, nlink } = await handle.stat();
      return { sizeBytes: size, modifiedMs: mtimeMs, isDeleted: nlink === 0 };
    },
    async read(buffers, position) {
      return (await handle.readv(buffers, position)).bytesRead;
    },
    close: () => handle.close(),
  };
  try {
    const { dev, ino } = await handle.stat({ bigint: true });
    return { bytes, device: String(dev), inode: inodeOf(ino, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
