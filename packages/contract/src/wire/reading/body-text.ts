import { isUtf8 } from 'node:buffer';
import { decodeLines, utf8Of } from '../../formats/index.ts';
import { Unreadable } from '../letters/index.ts';

/**
 * The text of a body that came over AMQP or HTTP. Its byte order mark identifies UTF-16. Other lines that are not UTF-8
 * are read as windows-1252, as in files, unless the body holds bytes that no text has.
 *
 * @throws Unreadable body-not-utf8
 */
export function bodyText(written: Buffer): string {
  const body = utf8Of(written);
  if (isUtf8(body)) return decodeUtf8(body);
  if (!isBinary(body)) return withoutMark(decodeLines(body));
  throw new Unreadable('body-not-utf8', `the body is neither valid UTF-8 nor another text${packedHint(body)}`);
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** First bytes of packed bodies, by their content encoding. */
const SIGNATURES: readonly [encoding: string, bytes: Buffer][] = [
  ['gzip', Buffer.of(0x1f, 0x8b)],
  ['zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd)],
];

/** Most binary bodies were packed by a sender that does not declare it. */
function packedHint(body: Buffer): string {
  const [encoding] = SIGNATURES.find(([, bytes]) => body.subarray(0, bytes.length).equals(bytes)) ?? [];
  return encoding === undefined ? '' : `; it begins as ${encoding} does: send it with the content-encoding ${encoding}`;
}

/** True for NUL and for control characters that neither terminals nor log formats use. */
function isBinary(body: Buffer): boolean {
  return body.some((byte) => byte < 0x20 && byte !== 0x1b && (byte < 0x08 || byte > 0x0d));
}

/** Windows programs write it before a file or message; it is not part of the text. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * The text of a body that must be UTF-8.
 *
 * @throws Unreadable body-not-utf8
 */
export function decodeUtf8(body: Buffer): string {
  if (!isUtf8(body)) throw new Unreadable('body-not-utf8', `the body is not valid UTF-8${packedHint(body)}`);
  const start = body.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  return body.toString('utf8', start);
}
