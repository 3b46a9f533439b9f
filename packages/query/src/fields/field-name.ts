/** Names of fields in a query: as they are spelt, or in quotation marks. */

/** Letters and signs that loggers put into names; `[0]` is a whole name or a part of one. */
const PLAIN = String.raw`(?:[\p{L}\p{So}_@$#.]|\[[\p{L}\p{N}_-]*\])(?:[\p{L}\p{M}\p{N}\p{So}_.@/$#%+~^-]|\[[\p{L}\p{N}_-]*\])*`;
const PLAIN_NAME = new RegExp(`^${PLAIN}$`, 'u');
/** A plain name, followed directly by a colon and a value. */
const STARTS_FIELD = new RegExp(`^${PLAIN}:(?![\\s):]|//|$)`, 'u');

/** True for a name that needs no quotation marks before a colon, whatever the value after it. */
export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/** True if a text begins with `name:value`. */
export function startsWithField(text: string): boolean {
  return STARTS_FIELD.test(text);
}

/** A name as it is written before a colon. */
export function quotedUnlessPlain(name: string): string {
  return isPlainName(name) ? name : quoted(name);
}

/** A name as an entry of the API's lists, which commas separate. */
export function listEntry(name: string): string {
  return name.includes(',') || name.startsWith('"') || name.trim() !== name ? quoted(name) : name;
}

/** A text in quotation marks. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
