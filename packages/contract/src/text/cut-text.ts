/**
 * Cuts a text that is longer than a limit, on a character boundary, and marks the cut at its end. For texts whose
 * beginning matters, such as previews; `cutMiddle` keeps the end as well.
 *
 * @param maxBytes limit in bytes of UTF-8, including the mark; at least 64
 * @returns the text itself when it fits
 */
export function cutText(text: string, maxBytes: number): string {
  const size = sizeOver(text, maxBytes);
  if (size === undefined) return text;
  const mark = `… [cut, ${size} bytes]`;
  const bytes = bytesOf(text);
  return textOf(bytes, 0, boundaryBefore(bytes, maxBytes - bytesOf(mark).length)) + mark;
}

/**
 * Cuts the middle out of a text that is longer than a limit, on character boundaries, and marks the cut: `head… [cut,
 * 300000 bytes] …tail`. The beginning of a long message describes the event; the end of a stack trace holds the cause.
 *
 * @param maxBytes limit in bytes of UTF-8, including the mark; at least 64
 * @returns the text itself when it fits
 */
export function cutMiddle(text: string, maxBytes: number): string {
  const size = sizeOver(text, maxBytes);
  if (size === undefined) return text;
  const mark = `… [cut, ${size} bytes] …`;
  const bytes = bytesOf(text);
  const room = maxBytes - bytesOf(mark).length;
  const headEnd = boundaryBefore(bytes, Math.ceil(room / 2));
  let tailStart = bytes.length - (room - headEnd);
  while (isContinuation(bytes[tailStart])) tailStart += 1;
  return textOf(bytes, 0, headEnd) + mark + textOf(bytes, tailStart);
}

/** Buffer is faster, but the page reads pasted records too, and browsers have no Buffer. */
function sizeOf(text: string): number {
  return typeof Buffer === 'undefined' ? bytesOf(text).length : Buffer.byteLength(text);
}

function bytesOf(text: string): Uint8Array {
  return typeof Buffer === 'undefined' ? new TextEncoder().encode(text) : Buffer.from(text);
}

function textOf(bytes: Uint8Array, start: number, end?: number): string {
  // A byte order mark at the beginning counts as a character of the text.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end));
}

/** Size of a text in bytes when it is over a limit. */
function sizeOver(text: string, maxBytes: number): number | undefined {
  // A UTF-16 code unit is at most 3 bytes of UTF-8, so most texts need no counting.
  if (text.length * 3 <= maxBytes) return undefined;
  const size = sizeOf(text);
  return size <= maxBytes ? undefined : size;
}

/** The last position up to `end` at which no character is cut in two; `end` is inside the bytes. */
function boundaryBefore(bytes: Uint8Array, end: number): number {
  let boundary = end;
  while (boundary > 0 && isContinuation(bytes[boundary])) boundary -= 1;
  return boundary;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
