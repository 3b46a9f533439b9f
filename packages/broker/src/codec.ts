import { constants, gunzipSync, type Zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  COLUMNS_TYPE,
  type ColumnsBody,
  type LogBatch,
  orderHeaders,
  stringifyJson,
  timeOfId,
  toColumns,
} from '@logwarren/contract';
import { BodyError } from './errors.ts';
import type { OutgoingMessage } from './message.ts';
import { routingKey } from './topology.ts';

/** Bodies up to this size gain nothing from compression. */
const COMPRESS_ABOVE_BYTES = 1024;
/**
 * Synchronous, and in pieces of this size: a batch takes a third of a millisecond each way, and threads, callbacks and
 * gathering 16 KiB pieces cost more than that (docs/decisions/0010-codec-in-the-main-thread.md).
 */
const CHUNK_BYTES = 256 * 1024;
const ZSTD_FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: CHUNK_BYTES };

/** Frames may be empty, so their number needs a limit of its own. */
const MAX_FRAMES = 1000;

/**
 * Message of a batch: JSON by column, zstd above 1 KiB; its id is the batch's, so that a repeat is recognised.
 *
 * @param batch at least one record; its id is a batch id of `record-ids.ts`
 */
export function encodeBatch(batch: LogBatch): OutgoingMessage {
  const { id, order, service, severity, records } = batch;
  const content: ColumnsBody = { service, severity, ...toColumns(records) };
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
    headers: { count: records.length, ...(order === undefined ? {} : orderHeaders(order)) },
  };
}

/** Copied, because zlib returns a part of its CHUNK_BYTES, all of which would stay in memory until the confirm. */
function pack(json: Buffer): Buffer {
  return Buffer.from(zstdCompressSync(json, ZSTD_FAST));
}

/** Names that say nothing is packed. Some AMQP clients (kombu, Spring) put the character set into this field. */
const PLAIN_ENCODINGS = new Set([
  ...['', 'identity', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'binary'],
  // What is no UTF-8 is read as Latin-1 anyway.
  ...['iso-8859-1', 'latin1', 'latin-1', 'iso-8859-15', 'windows-1252', 'cp1252'],
]);

/**
 * Unpacks a message body.
 *
 * @param contentEncoding `zstd`, `gzip`, or nothing; in any case
 * @param maxBytes of the unpacked body; unpacking stops there, so a small body cannot fill the memory
 * @returns the body itself when nothing is packed
 * @throws BodyError `body-encoding-unknown`, `body-corrupt` or `body-too-large`: it will never be readable
 */
export function decodeBody(body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (PLAIN_ENCODINGS.has(encoding)) {
    if (body.length > maxBytes) throw tooLarge(maxBytes);
    return body;
  }
  try {
    if (encoding === 'zstd') return unpackZstd(body, maxBytes);
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof BodyError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError('body-corrupt', `body is not ${encoding}: ${(error as Error).message}`, error);
  }
  const shown = encoding.slice(0, 64);
  throw new BodyError('body-encoding-unknown', `body has the unknown content-encoding ${JSON.stringify(shown)}`);
}

/** Node unpacks the first zstd frame and ignores the rest, which may be further frames; they belong to the body too. */
function unpackZstd(body: Buffer, maxBytes: number): Buffer {
  const frames: Buffer[] = [];
  let rest = body;
  let sizeBytes = 0;
  do {
    const { buffer, usedBytes } = unpackFrame(rest, maxBytes);
    sizeBytes += buffer.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    frames.push(buffer);
    if (usedBytes === 0 || frames.length > MAX_FRAMES)
      throw new BodyError('body-corrupt', 'body has too many zstd frames');
    rest = rest.subarray(usedBytes);
  } while (rest.length > 0);
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

function unpackFrame(bytes: Buffer, maxBytes: number): { buffer: Buffer; usedBytes: number } {
  // With `info` the result carries the engine, which knows how much of the input it used; the types do not know it.
  const options = { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES, info: true };
  const { buffer, engine } = zstdDecompressSync(bytes, options) as unknown as { buffer: Buffer; engine: Zlib };
  return { buffer, usedBytes: engine.bytesWritten };
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('body-too-large', `body is larger than ${maxBytes} bytes unpacked`);
}
