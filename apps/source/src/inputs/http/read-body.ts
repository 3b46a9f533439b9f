import type { Readable, Transform } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { messageOf } from '@logwarren/common';
import { busyError, RequestError } from './request-error.ts';

export interface BodyLimits {
  /** Of the unpacked body. */
  maxBytes: number;
  /** Asks for memory before it is used; false when there is none. What was granted is the caller's to give back. */
  reserve: (bytes: number) => boolean;
}

/** Content encodings that are understood, besides none. */
export const CONTENT_ENCODINGS = ['gzip', 'zstd', 'deflate'] as const;

/**
 * Reads and unpacks a request body, stopping at the first byte over a limit: a small body that unpacks to gigabytes
 * costs no more than the limit.
 *
 * @param encoding the header `content-encoding`
 * @throws RequestError 413 too large, 415 unknown encoding, 429 no memory, 400 broken off or damaged
 */
export async function readBody(body: Readable, encoding: string | undefined, limits: BodyLimits): Promise<Buffer> {
  const decoder = createDecoder(encoding);
  if (decoder === undefined) return await gather(body, body, limits);
  body.on('error', (error) => decoder.destroy(error));
  body.on('close', () => {
    if (!body.readableEnded) decoder.destroy(new Error('the request broke off'));
  });
  body.pipe(decoder);
  try {
    return await gather(decoder, body, limits);
  } finally {
    body.unpipe(decoder);
    decoder.destroy();
  }
}

/** `source` is what the client sends; it stays open, because destroying it would cut the answer off. */
async function gather(decoded: Readable, source: Readable, { maxBytes, reserve }: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of decoded.iterator({ destroyOnReturn: false })) {
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > maxBytes) throw new RequestError(413, 'request-too-large', `the body is over ${maxBytes} bytes`);
      if (!reserve((chunk as Buffer).length)) throw busyError('too many bytes wait for their confirm');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // What still comes in is thrown away, so that the client gets to reading the answer.
    source.resume();
    if (error instanceof RequestError) throw error;
    throw new RequestError(400, 'request-body-unreadable', `the body cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, sizeBytes);
}

function createDecoder(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'zstd':
      return createZstdDecompress();
    case 'deflate':
      return createInflate();
    default: {
      const message = `content-encoding ${JSON.stringify(encoding)} is not known; use ${CONTENT_ENCODINGS.join(', ')}`;
      throw new RequestError(415, 'request-encoding-unsupported', message);
    }
  }
}
