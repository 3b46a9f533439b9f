/**
 * Most characters of a message that its shape uses. A longer message, or a further line, shows no more about its kind.
 */
const MAX_MESSAGE = 240;

/** The beginning of a message that its shape is made of, without a token that is cut off. */
export function beginningOf(message: string): string {
  const line = wholeCharacters(message, MAX_MESSAGE);
  const isCut = line.length >= MAX_MESSAGE - 1 && message.length > line.length;
  return isCut ? line.replace(LAST_TOKEN, '$1') : line;
}

const LAST_TOKEN = /^(.*[\s=:,;()[\]{}"'|<>])[^\s=:,;()[\]{}"'|<>]*$/s;

/** The beginning of the first line, without half characters, which no query could hold. */
export function wholeCharacters(message: string, length: number): string {
  const lineEnd = message.indexOf('\n');
  let end = Math.min(lineEnd < 0 ? message.length : lineEnd, length);
  if (end < message.length && isHighSurrogate(message.charCodeAt(end - 1))) end -= 1;
  if (end > 0 && message.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1;
  const line = message.slice(0, end);
  return line.isWellFormed() ? line : line.toWellFormed();
}

const CARRIAGE_RETURN = 13;

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
