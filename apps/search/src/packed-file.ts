import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A file that never changes while the process runs, packed once in each way when it is first asked for. */
export interface PackedFile {
  etag: string;
  /** In an encoding that the client takes, or as it is. */
  as(encoding: 'br' | 'gzip' | undefined): Promise<Buffer>;
}

/** Packs a large file well, because it is done once: 4.35 MB take brotli 9 0.7 s and become 1.05 MB. */
export function packFile(bytes: Buffer): PackedFile {
  const packed = new Map<string, Promise<Buffer>>();
  const work = {
    br: () => promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }),
    gzip: () => promisify(gzip)(bytes, { level: 9 }),
  };
  return {
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    async as(encoding) {
      if (encoding === undefined) return bytes;
      const made = packed.get(encoding) ?? work[encoding]();
      packed.set(encoding, made);
      return await made;
    },
  };
}

/** Sends a packed file in the best way that the client takes, or tells it that what it has is the same. */
export async function sendPacked(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  file: PackedFile,
): Promise<Buffer | string> {
  reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding').header('etag', file.etag);
  if (headers['if-none-match']?.split(/,\s*/).includes(file.etag)) {
    reply.code(304).removeHeader('content-type');
    return '';
  }
  const encoding = (['br', 'gzip'] as const).find((each) => accepts(headers['accept-encoding'], each));
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  const bytes = await file.as(encoding);
  reply.header('content-length', bytes.length);
  return bytes;
}

/** Whether a client takes an encoding; `gzip;q=0` says that it does not. */
export function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase().split(';'))
    .some(([name = '', ...parameters]) => name.trim() === encoding && !parameters.some(isNever));
}

function isNever(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=');
  return name.trim() === 'q' && Number(value) === 0;
}
