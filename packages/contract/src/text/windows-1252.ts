/**
 * The characters of 0x80 to 0x9f; the five that Windows leaves free stay as in Latin-1, as in the Encoding Standard.
 */
const UPPER =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
const FIRST = 0x80;
const CONTROLS = /[\u0080-\u009f]/g;

/**
 * Decodes windows-1252, which is Latin-1 with `€`, `“` and the like instead of control characters that logs do not
 * have.
 *
 * Does not use `TextDecoder`, because not every Node can decode it.
 *
 * @param start position of the first byte to decode
 * @param end position after the last byte to decode
 */
export function decodeWindows1252(bytes: Buffer, start = 0, end = bytes.length): string {
  return bytes
    .toString('latin1', start, end)
    .replace(CONTROLS, (control) => UPPER[control.charCodeAt(0) - FIRST] ?? '');
}
