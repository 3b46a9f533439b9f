import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib, zstdCompress } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from './accepted-encodings.ts';

/** Best first, for a client that accepts several. */
const ENCODINGS = ['br', 'zstd', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** Packs bytes in one encoding. */
export type Packers = Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>>;

/** Packs a large file well, because it happens once: brotli 9 takes 0.7 s and turns 4.35 MB into 1.05 MB. */
const PACKERS: Packers = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }),
  zstd: (bytes) => promisify(zstdCompress)(bytes, { params: { [zlib.ZSTD_c_compressionLevel]: 12 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** A file that never changes while the process runs, packed once in each encoding when it is first requested. */
export interface PackedFile {
  /** Each encoding has different bytes, so it has an ETag of its own. */
  etagOf(encoding: Encoding | undefined): string;
  /** In an encoding that the client accepts, or unpacked. */
  as(encoding: Encoding | undefined): Promise<Buffer>;
}

/** Makes a packed file; if packing fails, the next request tries again. */
export function packFile(bytes: Buffer, packers = PACKERS): PackedFile {
  const packed = new Map<Encoding, Promise<Buffer>>();
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return {
    etagOf: (encoding) => (encoding === undefined ? `"${hash}"` : `"${hash}-${encoding}"`),
    async as(encoding) {
      if (encoding === undefined) return bytes;
      const known = packed.get(encoding);
      if (known !== undefined) return await known;
      const made = packers[encoding](bytes);
      packed.set(encoding, made);
      try {
        return await made;
      } catch (error) {
        packed.delete(encoding);
        throw error;
      }
    },
  };
}

/** Sends a packed file in the best encoding that the client accepts; 304 if the client has it already. */
export async function sendPacked(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  file: PackedFile,
): Promise<Buffer | string> {
  const encoding = ENCODINGS.find((each) => accepts(headers['accept-encoding'], each));
  const etag = file.etagOf(encoding);
  reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding').header('etag', etag);
  if (hasTag(headers['if-none-match'], etag)) {
    reply.code(304).removeHeader('content-type');
    return '';
  }
  const bytes = await file.as(encoding);
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  reply.header('content-length', bytes.length);
  return bytes;
}

/** A proxy may have made the tag weak. */
function hasTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(etag) || tags.includes(`W/${etag}`);
}
