import { constants, zstdCompressSync } from 'node:zlib';
import {
  COLUMNS_TYPE,
  type ColumnsBody,
  type LogBatch,
  orderHeaders,
  stringifyJson,
  timeOfId,
} from '@logwarren/contract';
import { BodyError } from '../connection/index.ts';
import { routingKey } from '../topology/index.ts';
import type { OutgoingMessage } from './message.ts';
import { CONTENT_ENCODINGS, contentEncoding, tooLarge, unpack } from './unpack.ts';

/** Bodies up to this size gain nothing from compression. */
const COMPRESS_ABOVE_BYTES = 1024;
/**
 * Zlib runs synchronously, in pieces of this size: a batch takes a third of a millisecond each way, and threads,
 * callbacks and gathering 16 KiB pieces cost more than that (docs/decisions/0010-codec-in-the-main-thread.md).
 */
const CHUNK_BYTES = 256 * 1024;
const ZSTD_FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: CHUNK_BYTES };

/**
 * Message of a batch: JSON by column, zstd above 1 KiB; its id is the batch's, so that a repeat is recognised.
 *
 * @param batch at least one record; its id is a batch id of `record-ids.ts`
 */
export function encodeBatch(batch: LogBatch): OutgoingMessage {
  const { id, order, service, severity, records } = batch;
  const content: ColumnsBody = { service, severity, ...records };
  const json = Buffer.from(stringifyJson(content));
  const compressed = json.length > COMPRESS_ABOVE_BYTES;
  return {
    routingKey: routingKey(severity, service),
    body: compressed ? pack(json) : json,
    messageId: id,
    type: COLUMNS_TYPE,
    contentType: 'application/json',
    contentEncoding: compressed ? 'zstd' : undefined,
    timestampMs: timeOfId(id),
    headers: { count: records.count, ...(order === undefined ? {} : orderHeaders(order)) },
  };
}

/** Copied, because zlib returns a part of its CHUNK_BYTES, all of which would stay in memory until the confirm. */
function pack(json: Buffer): Buffer {
  return Buffer.from(zstdCompressSync(json, ZSTD_FAST));
}

/** Names that mean the body is not packed. Some AMQP clients (kombu, Spring) put the character set into this field. */
const PLAIN_ENCODINGS = new Set([
  ...['', 'identity', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'binary'],
  // Lines that are not UTF-8 are read as windows-1252 anyway.
  ...['iso-8859-1', 'latin1', 'latin-1', 'iso-8859-15', 'windows-1252', 'cp1252'],
]);

/**
 * Unpacks a message body.
 *
 * @param written one of `CONTENT_ENCODINGS`, or nothing; in any case
 * @param maxBytes limit of the unpacked body; unpacking stops there, so a small body cannot fill the memory
 * @returns the body itself when nothing is packed
 * @throws BodyError `body-encoding-unknown`, `body-corrupt` or `body-too-large`: it will never be readable
 */
export function decodeBody(body: Buffer, written: string | undefined, maxBytes: number): Buffer {
  const encoding = (written ?? '').trim().toLowerCase();
  if (PLAIN_ENCODINGS.has(encoding)) {
    if (body.length > maxBytes) throw tooLarge(maxBytes);
    return body;
  }
  const known = contentEncoding(encoding);
  if (known !== undefined) return unpack(body, known, maxBytes);
  const shown = JSON.stringify(encoding.slice(0, 64));
  const message = `body has the unknown content-encoding ${shown}; known are ${CONTENT_ENCODINGS.join(', ')}`;
  throw new BodyError('body-encoding-unknown', message);
}
