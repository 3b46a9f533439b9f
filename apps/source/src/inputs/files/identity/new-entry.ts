import { randomUUID } from 'node:crypto';
import { fingerprintOf, TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { GrowingBytes } from '../bytes/growing-bytes.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import type { FoundFile } from '../finding/find-files.ts';

/** How many bytes back to search for the start of the last line when reading starts at the end. */
const LAST_LINE_BYTES = 64 * 1024;

/** Entry of a file that nobody has read. */
export function newEntry({ path, device, inode, madeNs, sizeBytes }: FoundFile, head: Buffer, offset = 0): FileEntry {
  const identity = { device, inode, madeNs, fingerprint: fingerprintOf(head) };
  return { id: randomUUID(), path, firstPath: path, ...identity, offset, sizeBytes, pending: [], seenMs: Date.now() };
}

/** Position of the start of a file's last line. */
export async function startOfLastLine(bytes: GrowingBytes, sizeBytes: number): Promise<number> {
  const start = Math.max(0, sizeBytes - LAST_LINE_BYTES);
  const lineBreak = (await bytes.readAgain(start, sizeBytes)).lastIndexOf(10);
  return lineBreak === -1 ? (start === 0 ? 0 : sizeBytes) : start + lineBreak + 1;
}

/** The last bytes before a position. */
export function bytesBefore(bytes: GrowingBytes, position: number): Promise<Buffer> {
  return bytes.readAgain(Math.max(0, position - TAIL_BYTES), position);
}
