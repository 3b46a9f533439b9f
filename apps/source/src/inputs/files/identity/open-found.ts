import { messageOf } from '@logwarren/common';
import { isBinary, isCompressed } from '@logwarren/contract/formats';
import { type ByteSource, openFile } from '../bytes/byte-source.ts';
import { readHead } from '../bytes/fingerprint.ts';
import { GrowingBytes } from '../bytes/growing-bytes.ts';
import { openUnpacked } from '../bytes/unpacked-bytes.ts';
import { whenWritten } from '../bytes/when-written.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import type { FoundFile } from '../finding/find-files.ts';
import { recogniseFile } from './recognise-file.ts';

/** An open file, with the position where reading continues. */
export interface ReadyFile {
  file: FoundFile;
  bytes: GrowingBytes;
  head: Buffer;
  /** Path of the file itself when its path leads to it by a link. */
  target?: string | undefined;
  /** The last bytes before that position. */
  before: Buffer;
}

/** A file that was opened and may be one that was read before. */
export interface OpenFile extends Omit<ReadyFile, 'before'> {
  /** Reading continues after the bytes read as this entry, which is finished. */
  from?: FileEntry;
  /** Entries of the checkpoint whose bytes it has, with the last bytes before the position where reading continues. */
  recognised: ReadonlyMap<FileEntry, Buffer>;
}

/** How to open compressed files: `unpack-written` waits some seconds for one that is half written. */
export type Packed = 'skip' | 'unpack' | 'unpack-written';

/**
 * Opens a file, and finds the entries of the checkpoint that it may belong to.
 *
 * @param packed `skip` ignores compressed files; otherwise their content is opened
 * @returns undefined when its path names another file by now, or none; a reason when the file cannot be followed
 */
export async function openFound(
  file: FoundFile,
  candidates: readonly FileEntry[],
  packed: Packed = 'skip',
): Promise<OpenFile | string | undefined> {
  try {
    const { bytes, device, inode, target } = await openFile(file.path);
    if (inode !== file.inode || device !== file.device) return void (await bytes.close());
    const unpacked = await closingIfItFails(bytes, () => unpackedOf(bytes, packed));
    if (unpacked === undefined) return 'is a compressed file';
    const opened = await closingIfItFails(unpacked, () => recognise(file, unpacked, candidates));
    if (!isBinary(opened.head)) return { ...opened, target };
    await opened.bytes.close();
    return 'is a binary file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : messageOf(error);
  }
}

/** Closes a file that cannot be read: it is tried at every look, and must not keep a descriptor each time. */
async function closingIfItFails<T>(bytes: ByteSource, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await bytes.close().catch(() => {});
    throw error;
  }
}

/** The bytes themselves when they are not compressed; undefined, and closed, when they cannot be unpacked. */
async function unpackedOf(bytes: ByteSource, packed: Packed): Promise<ByteSource | undefined> {
  const head = await readHead(bytes);
  if (!isCompressed(head)) return bytes;
  const wait = packed === 'unpack-written' ? whenWritten : undefined;
  const unpacked = packed === 'skip' ? undefined : await openUnpacked(bytes, head, wait);
  if (unpacked === undefined) await bytes.close();
  return unpacked;
}

async function recognise(file: FoundFile, bytes: ByteSource, candidates: readonly FileEntry[]): Promise<OpenFile> {
  const head = await readHead(bytes);
  const recognised = new Map<FileEntry, Buffer>();
  for (const entry of candidates) {
    const before = await recogniseFile(bytes, head, entry);
    if (before !== undefined) recognised.set(entry, before);
  }
  return { file, bytes: new GrowingBytes(bytes), head, recognised };
}
