import { crc32 } from 'node:zlib';
import type { OutgoingMessage } from '@logwarren/broker';
import { knownFormat } from '@logwarren/common';

/**
 * Messages as bytes of a segment file, one after the other:
 *
 *     mark (4) │ length of the payload (4) │ CRC32 of length and payload (4) │ payload
 *     payload: length of the properties (4) │ properties as JSON │ body as it travels
 *
 * All numbers are big-endian. A kill leaves at most one torn entry, at the end. The mark helps to find the next good
 * entry after bytes that the disk has damaged, so that damage costs no other entries.
 */

/** Its digit is the format; it is raised when a build of the previous version would misread an entry. */
const MARK = Buffer.from('LWs1');
const FORMAT = 1;
/** Length of the mark before each entry, bytes. */
export const MARK_BYTES: number = MARK.length;
const HEAD_BYTES = 12;
/** Bodies have at most 8 MiB and properties a few KiB; an entry that claims more is damaged. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** A message that waits on disk. */
export interface SpoolEntry {
  message: OutgoingMessage;
  /** Number of its records. */
  records: number;
  /** When it was first due to be sent, ms since the epoch. */
  sinceMs: number;
}

/** Size of the good part of a segment file. */
export interface SegmentBytes {
  /** Bytes up to the end of the last good entry. */
  goodBytes: number;
  /** Bytes among these that belong to no good entry. */
  damagedBytes: number;
}

/** The bytes of an entry. */
export function encodeEntry({ message, records, sinceMs }: SpoolEntry): Buffer {
  const { body, ...properties } = message;
  const json = Buffer.from(JSON.stringify({ ...properties, records, sinceMs }));
  const payloadBytes = 4 + json.length + body.length;
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + payloadBytes);
  MARK.copy(bytes);
  bytes.writeUInt32BE(payloadBytes, 4);
  bytes.writeUInt32BE(json.length, HEAD_BYTES);
  json.copy(bytes, HEAD_BYTES + 4);
  body.copy(bytes, HEAD_BYTES + 4 + json.length);
  bytes.writeUInt32BE(checksum(bytes, 0, bytes.length), 8);
  return bytes;
}

/**
 * Refuses a segment of a newer build; otherwise it would look damaged and be cut off.
 *
 * @param start its first bytes
 * @throws UnknownFormatError
 */
export function checkSegment(path: string, start: Buffer): void {
  const [, digit] = /^LWs(\d)$/.exec(start.toString('latin1')) ?? [];
  if (digit !== undefined) knownFormat(`the spool segment ${path}`, Number(digit), FORMAT);
}

/**
 * Reads the entries of a segment in order, one at a time: all of them together take many times their bytes as objects.
 * Their bodies share the memory of `bytes`.
 */
export function* readEntries(bytes: Buffer): Generator<SpoolEntry, SegmentBytes> {
  const seen: SegmentBytes = { goodBytes: 0, damagedBytes: 0 };
  let start = 0;
  while (start !== -1 && start < bytes.length) {
    const end = endOfEntry(bytes, start);
    if (end === undefined) {
      start = bytes.indexOf(MARK, start + 1);
      continue;
    }
    seen.damagedBytes += start - seen.goodBytes;
    seen.goodBytes = end;
    yield decodePayload(bytes.subarray(start + HEAD_BYTES, end));
    start = end;
  }
  return seen;
}

/** Undefined if no complete and undamaged entry starts there. */
function endOfEntry(bytes: Buffer, start: number): number | undefined {
  const end = start + HEAD_BYTES;
  if (end > bytes.length || bytes.compare(MARK, 0, MARK.length, start, start + MARK.length) !== 0) return undefined;
  const payloadBytes = bytes.readUInt32BE(start + 4);
  if (payloadBytes > MAX_PAYLOAD_BYTES || end + payloadBytes > bytes.length) return undefined;
  const isGood = bytes.readUInt32BE(start + 8) === checksum(bytes, start, end + payloadBytes);
  return isGood ? end + payloadBytes : undefined;
}

/** Checksum of length and payload. */
function checksum(bytes: Buffer, start: number, end: number): number {
  return crc32(bytes.subarray(start + HEAD_BYTES, end), crc32(bytes.subarray(start + 4, start + 8)));
}

function decodePayload(payload: Buffer): SpoolEntry {
  const bodyStart = 4 + payload.readUInt32BE(0);
  const { records, sinceMs, ...properties } = JSON.parse(payload.toString('utf8', 4, bodyStart));
  return { message: { ...properties, body: payload.subarray(bodyStart) }, records, sinceMs };
}
