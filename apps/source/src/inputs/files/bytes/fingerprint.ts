import { createHash } from 'node:crypto';
import type { ByteSource } from './byte-source.ts';

/** Bytes at the start of a file that tell it from another that got the same inode. */
export const HEAD_BYTES = 1024;
/** Bytes before the place where reading goes on: of a file that was made anew with the same beginning, they are others. */
export const TAIL_BYTES = 256;

/** Hash of the first bytes of a file, which grows with it up to HEAD_BYTES, or of the last ones before a position. */
export interface Fingerprint {
  /** How many bytes were hashed; 0 for a file that was empty. */
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** The first bytes of a file, at most HEAD_BYTES. */
export async function readHead(bytes: ByteSource): Promise<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  return head.subarray(0, await bytes.read([head], 0));
}

/** Up to `count` bytes before the end of two buffers, the second of which follows the first; a copy. */
export function lastBytes(first: Buffer, second: Buffer, count: number): Buffer {
  if (second.length >= count) return Buffer.from(second.subarray(second.length - count));
  return Buffer.concat([first.subarray(Math.max(0, first.length - (count - second.length))), second]);
}

/** Fingerprint of a file's first bytes, or of those before a position. */
export function fingerprintOf(bytes: Buffer): Fingerprint {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** True when a file that starts with `head` may be the one that the fingerprint was taken of, grown since. */
export function hasFingerprint(head: Buffer, { bytes, sha256 }: Fingerprint): boolean {
  return head.length >= bytes && fingerprintOf(head.subarray(0, bytes)).sha256 === sha256;
}

/** True when bytes end with those that the fingerprint was taken of. */
export function hasFingerprintAtEnd(bytes: Buffer, { bytes: length, sha256 }: Fingerprint): boolean {
  return bytes.length >= length && fingerprintOf(bytes.subarray(bytes.length - length)).sha256 === sha256;
}
