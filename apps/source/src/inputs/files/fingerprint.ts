import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes at the start of a file that tell it from another that got the same inode. */
export const HEAD_BYTES = 1024;

/** Hash of the first bytes of a file; it grows with the file up to HEAD_BYTES. */
export interface Fingerprint {
  /** How many bytes were hashed; 0 for a file that was empty. */
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** The first bytes of a file, at most HEAD_BYTES. */
export async function readHead(handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  return head.subarray(0, bytesRead);
}

/** Fingerprint of a file's first bytes. */
export function fingerprintOf(head: Buffer): Fingerprint {
  return { bytes: head.length, sha256: createHash('sha256').update(head).digest('hex') };
}

/** True when a file that starts with `head` may be the one that the fingerprint was taken of, grown since. */
export function hasFingerprint(head: Buffer, { bytes, sha256 }: Fingerprint): boolean {
  return head.length >= bytes && fingerprintOf(head.subarray(0, bytes)).sha256 === sha256;
}
