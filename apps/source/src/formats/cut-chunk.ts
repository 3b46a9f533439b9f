import {
  type LineJoiner,
  MAX_LINE_BYTES,
  pushLines,
  splitRecords,
  startOfLastLines,
  type TimedRuns,
  type Utf16,
  utf8OfUtf16,
  utf16Length,
} from '@logwarren/contract/formats';

/**
 * Most bytes of a record that is still open, and of a line without an end. Anything longer is cut into several records.
 * The limit equals the default limit of an HTTP body, so JSON of any length that HTTP takes is parsed before its texts
 * are cut.
 */
export const MAX_OPEN_BYTES = MAX_LINE_BYTES;

/**
 * State of the end of the bytes at hand:
 * - `growing`: more will follow, so the last record may be incomplete
 * - `quiet`: nothing came for a while, so the last record is complete, but a line without an end may still continue
 * - `ended`: nothing will follow
 */
export type Ending = 'growing' | 'quiet' | 'ended';

/** The first of the bytes at hand, up to the end of a whole record, and the texts of their records. */
export interface Cut {
  /** 0 if there is no complete record yet. */
  lengthBytes: number;
  texts: string[];
  /** Layouts that its records and earlier ones have taught the joiner; see `createLineJoiner`. */
  timedRuns?: TimedRuns | undefined;
  /**
   * True if records of several streams hold back the rest until they continue; one of the streams may be silent for
   * long.
   */
  isInterleaved?: boolean;
}

/**
 * Cuts a chunk off at the end of a record.
 *
 * `splitRecords` of exactly these bytes gives the same texts again, given a joiner that knows the same about the
 * earlier records. So a chunk can be read again after a crash.
 *
 * @param createJoiner makes a fresh joiner at each call
 * @param maxOpenBytes size at which an open record is cut
 */
export function cutChunk(
  bytes: Buffer,
  ending: Ending,
  createJoiner: () => LineJoiner,
  maxOpenBytes = MAX_OPEN_BYTES,
): Cut {
  if (ending === 'ended') return wholeOf(bytes, createJoiner());
  const linesEnd = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(0, linesEnd);
  if (ending === 'growing') {
    const joiner = createJoiner();
    const texts: string[] = [];
    pushLines(lines, joiner, texts);
    const lengthBytes = startOfLastLines(bytes, linesEnd, joiner.pendingLines);
    const { isInterleaved, timedRuns } = joiner;
    if (lengthBytes > 0 || bytes.length < maxOpenBytes) return { lengthBytes, texts, timedRuns, isInterleaved };
  }
  if (linesEnd > 0 || bytes.length < maxOpenBytes) return wholeOf(lines, createJoiner());
  return wholeOf(bytes.subarray(0, characterStart(bytes, bytes.length)), createJoiner());
}

/** Makes a chunk of all bytes. */
export function wholeOf(bytes: Buffer, joiner: LineJoiner): Cut {
  const texts = splitRecords(bytes, joiner);
  return { lengthBytes: bytes.length, texts, timedRuns: joiner.timedRuns };
}

/**
 * How long records of several streams wait for each other, as a multiple of the quiet time after which an open record
 * is complete. Without this limit, a stream that is never quiet would hold records back for ever.
 */
export const HELD_FACTOR = 2;

/** Where a range of UTF-16 begins in its file. */
interface Utf16Place {
  encoding: Utf16;
  /** Position in the file; its characters begin at even positions. */
  position: number;
}

/**
 * Cuts a chunk of UTF-16; `lengthBytes` counts its bytes. `utf8OfRange` of exactly these bytes gives the same texts
 * again.
 */
export function cutUtf16Chunk(
  bytes: Buffer,
  ending: Ending,
  createJoiner: () => LineJoiner,
  place: Utf16Place,
  maxOpenBytes = MAX_OPEN_BYTES,
): Cut {
  const utf8 = utf8OfRange(bytes, place);
  // Two bytes may become one.
  const { lengthBytes, ...cut } = cutChunk(utf8, ending, createJoiner, Math.floor(maxOpenBytes / 2) - 1);
  // Half a character is useless, both at the end and, after a cut, at the beginning.
  if (ending === 'ended') return { ...cut, lengthBytes: bytes.length };
  if (lengthBytes === 0) return { ...cut, lengthBytes };
  return { ...cut, lengthBytes: (place.position % 2) + utf16Length(utf8.subarray(0, lengthBytes)) };
}

/** UTF-8 of a range of UTF-16. */
export function utf8OfRange(bytes: Buffer, { encoding, position }: Utf16Place): Buffer {
  return utf8OfUtf16(bytes.subarray(position % 2), encoding);
}

/** Start of the character before `end` if a cut may split it; `end` itself if it is one byte. */
function characterStart(bytes: Buffer, end: number): number {
  for (let start = end - 1; start >= Math.max(0, end - 4); start--) {
    const byte = bytes[start] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return start;
  }
  return end;
}
