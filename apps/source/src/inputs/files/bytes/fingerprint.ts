import { createHash } from 'node:crypto';
import type { ByteSource } from './byte-source.ts';

/** Bytes at the start of a file that distinguish it from another file with the same inode. */
export const HEAD_BYTES = 1024;
/**
 * Bytes before the position where reading continues. They differ when a file was written anew with the same beginning.
 */
export const TAIL_BYTES = 256;

/**
 * Hash of the first bytes of a file, which covers more as the file grows, up to HEAD_BYTES; or of the last ones before
 * a position.
 */
export interface Fingerprint {
  /** Number of hashed bytes; 0 for an empty file. */
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

/** True when a file that starts with `head` may be the fingerprinted file, perhaps grown since. */
export function hasFingerprint(head: Buffer, { bytes, sha256 }: Fingerprint): boolean {
  return head.length >= bytes && fingerprintOf(head.subarray(0, bytes)).sha256 === sha256;
}

/** True when the bytes end with the fingerprinted ones. */
export function hasFingerprintAtEnd(bytes: Buffer, { bytes: length, sha256 }: Fingerprint): boolean {
  return bytes.length >= length && fingerprintOf(bytes.subarray(bytes.length - length)).sha256 === sha256;
}
