import { createHash } from 'node:crypto';
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type PackedFile, packFile, sendPacked } from '../../compression/packed-file.ts';
import { HttpError } from '../../errors/http-error.ts';
import type { App } from '../route-context.ts';
import { API_EXAMPLES } from './api-examples.ts';

/**
 * The OpenAPI document, made from the routes' schemas, and a page that shows it.
 *
 * The page and its script come from this server; the policy below keeps it from loading or sending anything elsewhere.
 * Its hash allows its one inline script. Its styles are made at run time, so all styles have to be allowed.
 */

const DOCS = '/docs';
const JSON_TYPE = 'application/json';
const TAGS = [
  { name: 'logs', description: 'Finds, counts, groups, follows and exports records.' },
  { name: 'saved searches', description: 'Searches with a name and a short link.' },
  {
    name: 'dead letters',
    description: 'Messages and records that could not be stored: shows, replays, discards them.',
  },
  { name: 'ledger', description: 'Accounts for every record that was received.' },
  { name: 'service', description: 'The search service itself.' },
];
const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** The script of the page, 4.35 MB; it is packed once. */
export const SCRIPT_PATH = `${DOCS}/js/scalar.js`;

/** Registers `/openapi.json` and `/docs/`; call it before registering the routes that it describes. */
export async function serveApiReference(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: DESCRIPTION,
    transform: jsonSchemaTransform,
    transformObject: (document) => withExamples(withoutInputs(document) as ApiDocument),
  });
  app.get('/openapi.json', { schema: { hide: true, querystring: z.strictObject({}) } }, async () => app.swagger());
  await app.register(scalar, {
    routePrefix: DOCS,
    logLevel: 'silent',
    configuration: PAGE,
    hooks: {
      // The plugin builds a URL from the Host header, which is whatever the client wrote.
      async onRequest(request) {
        if (!URL.canParse(`http://${request.host}`))
          throw new HttpError(400, 'bad-request', 'the Host header is wrong');
      },
    },
  });
  sendReference(app);
}

const DESCRIPTION = {
  openapi: '3.1.0',
  info: {
    title: 'Logwarren search',
    description: 'Finds log records. Every answer is JSON; an error says what was wrong and what is allowed.',
    version: '1',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'This server' }],
  tags: TAGS,
  // No route asks for a login.
  security: [],
};

const PAGE = {
  url: '../openapi.json',
  pageTitle: 'Logwarren API',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never' as const,
  agent: { disabled: true },
  mcp: { disabled: true },
};

/** Sends the script compressed, and the page with a policy that allows its contents. */
function sendReference(app: App): void {
  let script: PackedFile | undefined;
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string') return payload;
    const { url } = request.routeOptions;
    if (url === SCRIPT_PATH) {
      script ??= packFile(Buffer.from(payload));
      return await sendPacked(request, reply, script);
    }
    if (url !== `${DOCS}/`) return payload;
    const hashes = inlineScripts(payload).map((script) => `'sha256-${sha256(script)}'`);
    reply.header('content-security-policy', [...PAGE_POLICY, `script-src 'self' ${hashes.join(' ')}`].join('; '));
    return payload;
  });
}

/** The few parts of an OpenAPI document that are changed here. */
interface ApiDocument {
  paths?: Record<string, Record<string, ApiOperation>>;
}

interface ApiOperation {
  operationId?: string;
  requestBody?: { content: ApiContent };
  responses: Record<string, { content?: ApiContent }>;
}

type ApiContent = Record<string, { example?: unknown; schema?: unknown }>;

/** Gives every operation its example; an answer that is not JSON also gets its media type. */
function withExamples(document: ApiDocument) {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    const { answer, body, type } = API_EXAMPLES[operation.operationId ?? ''] ?? {};
    const asked = operation.requestBody?.content[JSON_TYPE];
    if (asked && body !== undefined) asked.example = body;
    const success = Object.entries(operation.responses).find(([status]) => Number(status) < 300)?.[1];
    if (success?.content?.[JSON_TYPE] === undefined || answer === undefined) continue;
    const content = { ...success.content[JSON_TYPE], example: answer };
    success.content = {
      [type ?? JSON_TYPE]: type === undefined ? content : { ...content, schema: { type: 'string' } },
    };
  }
  return document as ReturnType<typeof jsonSchemaTransformObject>;
}

/**
 * Every named schema exists twice, as sent and as received; no named schema is ever received here. They are sorted by
 * name, not by the order in which modules happen to be loaded.
 */
function withoutInputs(document: Parameters<typeof jsonSchemaTransformObject>[0]) {
  const object = jsonSchemaTransformObject(document);
  if (!('components' in object) || object.components?.schemas === undefined) return object;
  const named = Object.entries(object.components.schemas).filter(([name]) => !name.endsWith('Input'));
  object.components.schemas = Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  return object;
}

function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
