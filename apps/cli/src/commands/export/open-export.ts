import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ApiClient } from '../../api/api-client.ts';
import { foreignAnswer, mediaTypeOf, refusalOf, unreachable, urlOf } from '../../api/api-error.ts';

/** Longest silence of the service, ms: a search for something rare may send nothing for ten minutes. */
const SILENCE_MS = 620_000;
const OK = 200;
/** Media types of exports. */
const TYPES = new Set(['application/x-ndjson', 'text/csv']);

/** An export that is running. */
interface RunningExport {
  /** The decompressed text; it ends with an error when the connection breaks. */
  body: Readable;
  /** The number of records, which the service sends in a trailer; read it after the body. */
  trailer: () => string | undefined;
  /** Sentences on how the service read the query; read them after the body. Older services send none. */
  notes: () => string[];
}

/**
 * Starts an export. It does not use `fetch`, which hides the trailers of an answer.
 *
 * @param path with its query
 * @throws ApiError
 */
export async function openExport(
  { headers: login, namedBy, url: base }: Pick<ApiClient, 'headers' | 'namedBy' | 'url'>,
  path: string,
  signal: AbortSignal,
): Promise<RunningExport> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const url = new URL(`${base}${path}`);
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  // On the same machine compression costs more than it saves.
  const headers = { ...login, ...(isLocal(url) ? {} : { 'accept-encoding': 'gzip' }) };
  const request = get(url, { headers, signal, timeout: SILENCE_MS }, resolve);
  request.on('timeout', () => request.destroy(new Error(`nothing arrived for ${SILENCE_MS / 1000} s`)));
  request.on('error', reject);
  const response = await promise.catch((error) => {
    signal.throwIfAborted();
    throw unreachable(base, error, namedBy);
  });
  const answer = { status: response.statusCode ?? 0, type: mediaTypeOf(response.headers['content-type']) };
  if (answer.status !== OK) throw refusalOf(base, path, answer, await textOf(response), namedBy);
  if (answer.type !== '' && !TYPES.has(answer.type)) {
    response.destroy();
    throw foreignAnswer(urlOf(base, path), answer, namedBy);
  }
  const isCompressed = response.headers['content-encoding'] === 'gzip';
  return {
    // The reader of the body sees errors of the answer too.
    body: isCompressed ? pipeline(response, createGunzip(), () => {}) : response,
    trailer: () => response.trailers['x-logwarren-records'],
    notes: () => notesIn(response.trailers['x-logwarren-notes']),
  };
}

function notesIn(trailer = '[]'): string[] {
  try {
    const notes: unknown = JSON.parse(decodeURIComponent(trailer));
    return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
  } catch {
    return [];
  }
}

function isLocal({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
