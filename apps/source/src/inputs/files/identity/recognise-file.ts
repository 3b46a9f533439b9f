import type { ByteSource } from '../bytes/byte-source.ts';
import { type Fingerprint, hasFingerprint, hasFingerprintAtEnd, TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';

/**
 * Checks whether bytes are those of a file that was read before: they begin as it began, and the bytes that the
 * checkpoint remembers are still in their places.
 *
 * @param head their first bytes
 * @returns the bytes before the position where reading continues; undefined when it is another file
 */
export async function recogniseFile(bytes: ByteSource, head: Buffer, entry: FileEntry): Promise<Buffer | undefined> {
  if (!hasFingerprint(head, entry.fingerprint)) return undefined;
  const { unread } = entry;
  const marks = [{ end: entry.offset, tail: entry.tail }, ...entry.pending, { end: unread?.end ?? 0, tail: unread }];
  for (const { end, tail } of marks) if (tail !== undefined && !(await endsWith(bytes, end, tail))) return undefined;
  const end = resumeAt(entry);
  const before = Buffer.alloc(Math.min(TAIL_BYTES, end));
  return (await bytes.read([before], end - before.length)) === before.length ? before : undefined;
}

/** Position where reading continues: after everything that was read, confirmed or not. */
export function resumeAt({ offset, pending }: FileEntry): number {
  return pending.at(-1)?.end ?? offset;
}

async function endsWith(bytes: ByteSource, end: number, tail: Fingerprint): Promise<boolean> {
  const found = Buffer.alloc(tail.bytes);
  const bytesRead = await bytes.read([found], end - tail.bytes);
  return bytesRead === tail.bytes && hasFingerprintAtEnd(found, tail);
}
