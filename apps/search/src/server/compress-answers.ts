import { Readable } from 'node:stream';
import { constants as zlib } from 'node:zlib';
import compress from '@fastify/compress';
import { acceptedEncodings } from '../compression/accepted-encodings.ts';
import type { App } from '../routes/route-context.ts';

/**
 * Answers above 1 KiB are packed for clients that accept it; measured on an answer of 500 records (146 KB) and one
 * core:
 *
 *     zstd 3   6.6 KB  0.3 ms      brotli 4   7.0 KB  0.8 ms      gzip 6   8.0 KB  0.7 ms
 *     zstd 9   5.9 KB  1.7 ms      brotli 11  4.8 KB  226 ms      gzip 9   7.5 KB  1.9 ms
 *
 * Higher levels save a tenth of the bytes for several times the time.
 *
 * Streams of these types are packed as well, and then sent only when a block is full. Streams that must be sent as they
 * are written are excluded: an export (`compress: false`) packs itself, and the live tail writes to the socket. The
 * types of server-sent events and NDJSON would exclude them anyway; CSV would be packed, because the library also packs
 * everything that mime-db calls compressible. Files of the page were packed when it was built, as their
 * `content-encoding` says.
 *
 * @see docs/decisions/0028-packed-answers.md
 */

const LEAST_BYTES = 1_024;
/** Cheapest first, for the same size. */
const ENCODINGS: ('zstd' | 'br' | 'gzip')[] = ['zstd', 'br', 'gzip'];
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 4;
/** Text and JSON; bytes of dead letters are sent as they are. */
const TYPES = /^text\/(?!event-stream)|[/+]json(?:;|$)/;

/**
 * Packs the answers of all routes that are registered after it, except those with `compress: false`.
 *
 * @param except paths of routes that a plugin registers, which pack their answers themselves
 */
export async function compressAnswers(app: App, except: readonly string[] = []): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (except.includes(route.url)) route.compress = false;
  });
  // The plugin takes an excluded gzip for `*`, and does not support a preference for the unpacked answer.
  app.addHook('onRequest', async ({ headers }) => {
    const header = headers['accept-encoding'];
    if (header !== undefined) headers['accept-encoding'] = acceptedEncodings(String(header));
  });
  // The length of a GET answer is not known before packing. HEAD leaves it out, like an answer from a stream.
  app.addHook('onSend', async ({ method }, reply, payload) => {
    const isPacked = TYPES.test(String(reply.getHeader('content-type')));
    if (typeof payload !== 'string' || Buffer.byteLength(payload) < LEAST_BYTES || !isPacked) return payload;
    // On plain answers too: otherwise a cache would give a plain answer to clients that want a packed one, or the other
    // way round.
    reply.header('vary', [...new Set([reply.getHeader('vary') ?? [], 'accept-encoding'].flat())].join(', '));
    return method === 'HEAD' ? Readable.from([payload]) : payload;
  });
  await app.register(compress, {
    globalCompression: true,
    globalDecompression: false,
    threshold: LEAST_BYTES,
    encodings: ENCODINGS,
    customTypes: TYPES,
    zlibOptions: { level: GZIP_LEVEL },
    brotliOptions: { params: { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
}
