import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { API_EXAMPLES } from '../../apps/search/src/routes/service/api-examples.ts';
import { describeApi } from '../../docs/http-api-page.ts';

/** The OpenAPI document of search is one that generators and linters take, and each operation is described whole. */

const ROOT = join(import.meta.dirname, '..', '..');
const REDOCLY = join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

type Document = Awaited<ReturnType<typeof describeApi>>;
let document: Document;

function operationsOf({ paths }: Document) {
  return Object.values(paths).flatMap((path) =>
    Object.entries(path).flatMap(([method, operation]) => (method === 'head' ? [] : [operation])),
  );
}

/** @returns what the linter says; empty when it is content */
async function lint(described: unknown): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'logwarren-openapi-'));
  try {
    const file = join(directory, 'openapi.json');
    await writeFile(file, JSON.stringify(described));
    const args = [REDOCLY, 'lint', file, '--config', join(ROOT, 'redocly.yaml'), '--format', 'stylish'];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...QUIET } });
    return '';
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  } finally {
    await rm(directory, { recursive: true });
  }
}

beforeAll(async () => {
  document = await describeApi();
});

describe('the API description', () => {
  test('passes the linter, its examples included', async () => {
    expect(await lint(document)).toBe('');
  });

  test('is refused by the linter when an example is not what its schema says', async () => {
    const wrong = structuredClone(document);
    const answer = wrong.paths['/logs']?.get?.responses['200']?.content?.['application/json'];
    Object.assign(answer ?? {}, { example: { records: 'none' } });
    expect(await lint(wrong)).toContain('no-invalid-media-type-examples');
  });

  test('has an example of every body and of every answer', () => {
    const without = operationsOf(document).flatMap(({ operationId, requestBody, responses }) => {
      const successes = Object.entries(responses).filter(([status]) => Number(status) < 300);
      const bodies = [requestBody, ...successes.map(([, response]) => response)];
      const contents = bodies.flatMap((each) => Object.values(each?.content ?? {}));
      const isEmpty = contents.every(({ schema }) => schema.type === 'null');
      return isEmpty || contents.every((content) => content.example !== undefined) ? [] : [operationId];
    });
    expect(without).toEqual([]);
  });

  test('has an example of nothing else', () => {
    const ids = new Set(operationsOf(document).map(({ operationId }) => operationId));
    expect(Object.keys(API_EXAMPLES).filter((id) => !ids.has(id))).toEqual([]);
  });

  test('says of every operation how it may be refused', () => {
    for (const { operationId, responses } of operationsOf(document)) {
      expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['400', '403']));
    }
  });
});
