import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { App } from '../route-context.ts';

/** Everything comes from this server, scripts and styles only from files, and no string ever becomes markup or a script. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Answer of `GET /` for programs. */
const INDEX = {
  name: 'logwarren search',
  paths: {
    '/logs': 'search records, for example /logs?severity=ERROR&from=15m',
    '/logs/:id': 'one record',
    '/logs/overview': 'how every service is doing, for example /logs/overview?from=15m',
    '/logs/stats': 'count records by severity and service',
    '/logs/histogram': 'count records by time and severity',
    '/logs/facets': 'count the values of fields, for example /logs/facets?fields=service',
    '/logs/fields': 'which fields the records have',
    '/logs/patterns': 'what kinds of messages there are',
    '/logs/:id/context': 'what happened around a record',
    '/logs/export': 'every match as a file',
    '/logs/tail': 'records as they are published, as server-sent events',
    '/searches': 'saved searches',
    '/dead-letters': 'what could not be stored, and why',
    '/ledger': 'where every record is that was received',
    '/version': 'which Logwarren this is',
    '/docs/': 'reference of all paths and parameters',
    '/openapi.json': 'the same as an OpenAPI document',
  },
};

/**
 * `GET /`: the page for a browser, the paths of the API for all others; and the page's files under `/assets/`.
 *
 * @param directory the built page; without it, every client gets the paths
 */
export async function servePage(app: App, directory: string): Promise<void> {
  const file = join(directory, 'index.html');
  const isBuilt = existsSync(file);
  if (isBuilt) {
    await app.register(staticFiles, {
      root: join(directory, 'assets'),
      prefix: '/assets/',
      index: false,
      preCompressed: true,
      // The names change with the content. Without this setting, the plugin's own header would override ours.
      cacheControl: false,
      setHeaders: (reply) => reply.header('cache-control', 'public, max-age=31536000, immutable'),
    });
  }
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    reply.header('vary', 'accept');
    if (!isBuilt || !request.headers.accept?.includes('text/html')) return INDEX;
    return reply
      .header('content-security-policy', PAGE_POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(await readFile(file));
  });
}
