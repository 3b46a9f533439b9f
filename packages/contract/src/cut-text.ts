/**
 * Cuts a text that is longer than a limit, on a character boundary, and says so at its end.
 *
 * @param maxBytes limit in bytes of UTF-8, the mark included; at least 64
 * @returns the text itself when it fits
 */
export function cutText(text: string, maxBytes: number): string {
  // A UTF-16 code unit is at most 3 bytes of UTF-8, so most texts need no counting.
  if (text.length * 3 <= maxBytes) return text;
  const size = Buffer.byteLength(text);
  if (size <= maxBytes) return text;
  const mark = `… [cut, ${size} bytes]`;
  const bytes = Buffer.from(text).subarray(0, maxBytes - Buffer.byteLength(mark));
  let end = bytes.length;
  while (end > 0 && isContinuation(bytes[end - 1])) end -= 1;
  const lead = bytes[end - 1] ?? 0;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  if (end - 1 + width !== bytes.length) end -= 1;
  else end = bytes.length;
  return bytes.toString('utf8', 0, end) + mark;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
