import { isUtf8 } from 'node:buffer';
import { utf16Of } from './utf16.ts';

/** Decides by the first bytes of a file whether it is text: only text has lines. */

const COMPRESSED = magic('1f8b', '28b52ffd', '502a4d18', '425a68', 'fd377a585a00', '504b0304');
/** ELF, PNG, JPEG, GIF, PDF, Java classes, SQLite, journald, Windows' event log and programs. */
const BINARY = magic(
  '7f454c46',
  '89504e47',
  'ffd8ff',
  '47494638',
  '255044462d',
  'cafebabe',
  '53514c69746520666f726d6174203300',
  '4c504b5348485248',
  '456c6646696c6500',
  '4d5a9000',
);
/** Largest share of bytes that are not text. A program that ends its lines with NUL stays below it. */
const MAX_SHARE = 0.1;
/** A hole may begin after a line, or at the beginning of a block of the disk, which has this size. */
const BLOCK_BYTES = 512;
const LF = 10;

/** True for the start of a compressed file (gzip, zstd, bzip2, xz, zip). */
export function isCompressed(head: Buffer): boolean {
  return COMPRESSED.some((start) => head.subarray(0, start.length).equals(start));
}

/**
 * True for the start of a file that is not text: a format that its first bytes identify, or too many NULs and control
 * characters.
 *
 * NULs at the beginning, after a line and from the beginning of a block on are a hole: a file has one when it was
 * truncated while its writer had it open, or when the machine lost power. Text continues after it. UTF-16 has NULs,
 * too; its byte order mark identifies it.
 *
 * @param head the first bytes, a kilobyte or so
 */
export function isBinary(head: Buffer): boolean {
  if (utf16Of(head) !== undefined) return false;
  if (BINARY.some((start) => head.subarray(0, start.length).equals(start))) return true;
  let strange = 0;
  let holes = 0;
  let hasNul = false;
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] as number;
    if (byte === 0 && isHoleStart(head, at)) {
      const start = at;
      while (head[at + 1] === 0) at += 1;
      holes += at + 1 - start;
    } else if (isStrange(byte)) {
      strange += 1;
      hasNul ||= byte === 0;
    }
  }
  // FIX messages have one control character a field, and are UTF-8.
  return strange > (head.length - holes) * MAX_SHARE && (hasNul || !isUtf8(head));
}

function isHoleStart(head: Buffer, at: number): boolean {
  return at % BLOCK_BYTES === 0 || head[at - 1] === LF;
}

/** True for control characters except white space, backspace and ESC. */
function isStrange(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x1b && (byte < 0x08 || byte > 0x0d)) || byte === 0x7f;
}

function magic(...hexes: string[]): Buffer[] {
  return hexes.map((hex) => Buffer.from(hex, 'hex'));
}
