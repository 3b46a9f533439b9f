import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { createLogger } from '@logwarren/common';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { answerErrors } from '../../server/answer-errors.ts';
import { watchPaths } from '../../server/known-paths.ts';
import type { App } from '../route-context.ts';
import { servePage } from './serve-page.ts';

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';
const SCRIPT = 'console.log("page")';
const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A server of a page with one asset, or without a page. */
async function serve(isBuilt: boolean): Promise<{ app: App; directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'logwarren-page-'));
  directories.push(directory);
  if (isBuilt) {
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<!doctype html><title>first</title>');
    writeFileSync(join(directory, 'assets', 'index-abc.js'), SCRIPT);
    writeFileSync(join(directory, 'assets', 'index-abc.js.br'), brotliCompressSync(SCRIPT));
  }
  const app = fastify() as unknown as App;
  answerErrors(app, createLogger('test', 'silent'), watchPaths(app as unknown as FastifyInstance));
  await servePage(app, directory);
  return { app, directory };
}

test('a browser gets the page with its policy, everybody else the paths of the API', async () => {
  const { app } = await serve(true);
  const page = await app.inject({ url: '/', headers: { accept: HTML } });
  expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'accept' });
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.body).toContain('first');
  for (const accept of ['*/*', 'application/json', undefined]) {
    const index = await app.inject({ url: '/', headers: accept === undefined ? {} : { accept } });
    expect(index.json()).toHaveProperty(['paths', '/logs']);
  }
});

test('a page that is built anew is served without a restart', async () => {
  const { app, directory } = await serve(true);
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>second</title>');
  expect((await app.inject({ url: '/', headers: { accept: HTML } })).body).toContain('second');
});

test('assets come compressed and are kept for ever; nothing else of the disk can be had', async () => {
  const { app } = await serve(true);
  const asset = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'br' } });
  expect(asset.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(brotliDecompressSync(asset.rawPayload).toString()).toBe(SCRIPT);
  for (const path of ['/assets/', '/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/other.js']) {
    expect((await app.inject({ url: path })).statusCode, path).toBeGreaterThanOrEqual(400);
  }
});

test('without a built page, a browser gets the paths as well', async () => {
  const { app } = await serve(false);
  const answer = await app.inject({ url: '/', headers: { accept: HTML } });
  expect(answer.json()).toHaveProperty('name', 'logwarren search');
});

test('a file takes GET alone, and one that is not there is 404', async () => {
  const { app } = await serve(true);
  const put = await app.inject({ method: 'PUT', url: '/assets/index-abc.js' });
  expect(put.statusCode).toBe(405);
  expect(put.headers.allow).toBe('GET, HEAD');
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await app.inject({ method, url: '/assets/nothing.js' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers.allow).toBeUndefined();
  }
});
