/** Most lines of one record; the next line starts another. */
export const MAX_RECORD_LINES = 5000;
/** The limit before version 3: fewer than the 1,024 frames of a Java stack that overflows. */
const MAX_RECORD_LINES_BEFORE_3 = 1000;
/** Most bytes of one record in UTF-8, its line breaks included; a single longer line is a record by itself. */
export const MAX_RECORD_BYTES = 256 * 1024;
/** Most bytes of a single line, whole or joined from the parts that a container runtime made of it. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/**
 * True when a record may have one more line.
 *
 * @param lines of the record so far
 * @param bytes of the record with that line
 * @param isPartial true if the line continues the one above, which the runtime has cut
 * @param version of the joiner
 */
export function hasRoom(lines: number, bytes: number, isPartial: boolean, version: number): boolean {
  const joinsLongLines = version > 2;
  if (joinsLongLines && isPartial) return bytes <= MAX_LINE_BYTES;
  return lines < (joinsLongLines ? MAX_RECORD_LINES : MAX_RECORD_LINES_BEFORE_3) && bytes <= MAX_RECORD_BYTES;
}
