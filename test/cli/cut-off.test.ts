import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { startCommand } from '../harness/apps/start-command.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `logwarren` against a service that breaks off, is slow or busy; a server plays it. */

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-cli-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function openService(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const LINES = '{"id":"1"}\n{"id":"2"}\n';

describe('an export', () => {
  it.each([
    ['breaks off', (end: () => void, cut: () => void) => void [end, cut()], /aborted|socket hang up|terminated/],
    ['ends without its last line', (end: () => void) => end(), /its last line is missing/],
  ])('that %s is said to be cut off, exit code 1, and what came stays under another name', async (_, how, reason) => {
    await using service = await openService((_request, response) => {
      response.write(`${LINES}{"id":`, () =>
        how(
          () => response.end(),
          () => response.destroy(),
        ),
      );
    });
    const file = join(directory, 'cut.ndjson.gz');
    const { code, errors } = await runCommand(['--url', service.url, 'export', '-o', file]);
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^logwarren: the export was cut off after 2 records: .*; what arrived is in .*cut\.ndjson\.gz\.part\n$/,
    );
    expect(errors).toMatch(reason);
    expect(existsSync(file)).toBe(false);
    expect(gunzipSync(readFileSync(`${file}.part`)).toString()).toBe(LINES);
  });

  it('whose numbers do not agree is no good either', async () => {
    await using service = await openService((request, response) => {
      if (request.url?.includes('csv')) response.setHeader('trailer', 'x-logwarren-records');
      if (request.url?.includes('csv')) response.write('a\r\n1\r\n');
      else response.write(`${LINES}{"export":{"complete":true,"records":3}}\n`);
      response.addTrailers({ 'x-logwarren-records': '5' });
      response.end();
    });
    const ndjson = await runCommand(['--url', service.url, 'export']);
    expect(ndjson).toMatchObject({ code: 1, out: LINES });
    expect(ndjson.errors).toBe('logwarren: the export was cut off after 2 records: the service says there are 3\n');
    const csv = await runCommand(['--url', service.url, 'export', '--format', 'csv']);
    expect(csv.errors).toBe('logwarren: the export was cut off after 1 record: the service says there are 5\n');
  });

  it('that is stopped says where the part is, exit code 130', async () => {
    await using service = await openService((_request, response) => response.write(LINES));
    const file = join(directory, 'stopped.ndjson');
    await using command = startCommand(['--url', service.url, 'export', '-o', file]);
    await waitFor('it has begun', () => existsSync(`${file}.part`) && readFileSync(`${file}.part`).length > 0);
    command.kill('SIGINT');
    expect(await command.exited).toBe(130);
    expect(command.errors).toBe(`logwarren: stopped; what arrived is in ${file}.part\n`);
  });
});

describe('a service', () => {
  it('whose search takes several answers is asked to go on, and that is said', async () => {
    const pages = [
      { records: [{ id: 'b' }], next: 'c1', complete: false, searchedTo: '2026-11-21T09:00:00.000Z' },
      { records: [], next: 'c2', complete: false, searchedTo: '2026-11-21T08:00:00.000Z' },
      { records: [{ id: 'a' }], next: null, complete: true },
    ];
    await using service = await openService((_request, response) => response.end(JSON.stringify(pages.shift())));
    const { code, errors, out } = await runCommand(['--url', service.url, 'search', 'rare']);
    expect({ code, out }).toEqual({ code: 0, out: '{"id":"a"}\n{"id":"b"}\n' });
    expect(errors).toBe(
      'logwarren: this search needs more than one answer: searched as far as 2026-11-21T09:00:00.000Z, 1 found so far; still searching\n',
    );
  });

  it('that is busy, or no Logwarren, is named, exit code 69 or 1', async () => {
    const busy = {
      error: { code: 'too-many-searches', message: '32 searches are running, which is the limit; try again' },
    };
    await using service = await openService((request, response) => {
      response.statusCode = request.url?.startsWith('/logs?') ? 429 : 418;
      response.end(response.statusCode === 429 ? JSON.stringify(busy) : '\u001b[2Jteapot');
    });
    const { code, errors } = await runCommand(['--url', service.url, 'search']);
    expect({ code, errors }).toEqual({
      code: 69,
      errors: `logwarren: ${service.url}/logs: 32 searches are running, which is the limit; try again\n`,
    });
    const odd = await runCommand(['--url', service.url, 'stats']);
    expect(odd).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/\/logs\/stats: the answer \(418\) is not from Logwarren; [^\n]+\n$/),
    });
  });

  it('that answers something else, or half of it, is no stack trace', async () => {
    await using service = await openService((request, response) => {
      if (request.url?.startsWith('/logs?')) response.end('<!doctype html>');
      else response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    });
    expect(await runCommand(['--url', service.url, 'search'])).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/\/logs: the answer \(200\) is not from Logwarren; [^\n]+\n$/),
    });
    const cut = await runCommand(['--url', service.url, 'stats']);
    expect(cut).toMatchObject({
      code: 69,
      errors: expect.stringMatching(/\/logs\/stats: the answer was cut off: [^\n]*; try again\n$/),
    });
    for (const command of ['search', 'export', 'tail']) {
      const wrong = await runCommand(['--url', 'ftp://localhost:8080', command]);
      expect(wrong).toMatchObject({
        code: 64,
        errors: expect.stringMatching(/is not an address \(--url\); write http:\/\/HOST:PORT\n$/),
      });
    }
  });

  it('behind a login gets it in a header', async () => {
    const logins: (string | undefined)[] = [];
    await using service = await openService((request, response) => {
      logins.push(request.headers.authorization);
      response.end(
        request.url?.startsWith('/logs?')
          ? '{"records":[],"next":null,"complete":true}'
          : `${LINES}{"export":{"complete":true,"records":2}}\n`,
      );
    });
    const url = service.url.replace('//', '//me:secret@');
    expect((await runCommand(['--url', url, 'search'])).code).toBe(0);
    expect((await runCommand(['--url', url, 'export'])).out).toBe(LINES);
    expect(logins).toEqual(Array(2).fill(`Basic ${btoa('me:secret')}`));
  });
});

it.each([
  [{ counted: false }, /these are the patterns of only some of the records/],
  [{ counted: true }, /all records were counted, but time ran out before they were fully grouped/],
  [{}, /these are the patterns of only some of the records/],
])('patterns whose time was up, %j, say what is missing', async (counted, note) => {
  const json = { patterns: [], others: 0, exact: false, mayMiss: null, complete: false, ...counted };
  await using service = await openService((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
  });
  const { errors } = await runCommand(['--url', service.url, 'patterns', '--json']);
  expect(errors).toMatch(note);
});

it.each([
  [['fields', '--text'], { fields: [], records: 0 }, '^$'],
  [['patterns', '--text'], { patterns: [], others: 0 }, '^$'],
  [
    ['fields', '--values', 'zone', '--text'],
    { facets: [{ field: 'zone', values: [], others: 0 }] },
    'in time has zone',
  ],
])('%j does not say that there is nothing when the time was up first', async (args, counted, said) => {
  const json = { ...counted, exact: false, mayMiss: null, complete: false };
  await using service = await openService((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
  });
  const { errors, out } = await runCommand(['--url', service.url, ...args]);
  expect(errors).toMatch(/time ran out/);
  expect(errors).not.toContain('Nothing found');
  expect(out).toMatch(new RegExp(said));
});

it.each([
  [['service'], /to list the values of the field: logwarren fields --values service$/m],
  [['declined'], /^$/],
  [['service:shop'], /^$/],
])('fields %j is told how to list the values, where it names a field', async (query, said) => {
  await using service = await openService((_request, response) => {
    const json = { fields: [], records: 0, exact: true, mayMiss: 0, complete: true };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
  });
  const { errors } = await runCommand(['--url', service.url, 'fields', ...query, '--json']);
  expect(errors).toMatch(said);
});
