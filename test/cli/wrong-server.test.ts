import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInProcess } from '../harness/apps/run-in-process.ts';

/** Every command at an address where something else answers than Logwarren's search: one line that says so, and no stack trace. */

const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
const COMMANDS = [
  ['search', 'timeout'],
  ['search', '--follow'],
  ['tail'],
  ['tail', '-n', '0'],
  ['context', ID],
  ['stats'],
  ['patterns'],
  ['fields'],
  ['fields', '--values', 'status'],
  ['export'],
  ['export', '--format', 'csv'],
  ['ledger'],
  ['dlq', 'list'],
  ['dlq', 'show', '0'.repeat(32)],
  ['dlq', 'replay', '--all'],
  ['dlq', 'replay', '--all', '--dry-run'],
  ['dlq', 'discard', '--all', '--dry-run'],
  ['canary', '--for', '1'],
];

function answers(status: number, type: string, body: string): RequestListener {
  return (_request, response) => response.writeHead(status, { 'content-type': type }).end(body);
}

const TLS = join(import.meta.dirname, '..', 'fixtures', 'tls');

const withTls = () =>
  createTlsServer({ key: readFileSync(join(TLS, 'key.pem')), cert: readFileSync(join(TLS, 'good.pem')) });

/** The kind of server, the exit code, and the message. */
const SERVERS: Readonly<
  Record<string, readonly [make: () => Server | HttpServer, code: number, says: RegExp, scheme?: string]>
> = {
  'a page': [
    () => createServer(answers(200, 'text/html; charset=utf-8', '<!doctype html>')),
    1,
    /200, text\/html\) is not from Logwarren/,
  ],
  'a page that is not there': [
    () => createServer(answers(404, 'text/html', '<h1>404</h1>')),
    1,
    /404, text\/html\) is not from Logwarren/,
  ],
  'another API': [
    () => createServer(answers(200, 'application/json', '{"status":"success","data":{"result":[]}}')),
    1,
    /200, application\/json\) is not from Logwarren/,
  ],
  'a list': [() => createServer(answers(200, 'application/json', '[]')), 1, /is not from Logwarren/],
  nothing: [() => createServer(answers(200, 'application/json', 'null')), 1, /is not from Logwarren/],
  'an API that refuses': [
    () => createServer(answers(404, 'application/json', '{"error":"no handler found"}')),
    1,
    /404, application\/json\) is not from Logwarren/,
  ],
  'a login': [() => createServer(answers(401, 'text/plain', 'no')), 1, /401: it asks for a login/],
  'a proxy alone': [() => createServer(answers(502, 'text/html', 'Bad Gateway')), 69, /502: a proxy in front/],
  'TLS where none is': [
    () => createServer(answers(200, 'text/html', '')),
    69,
    /does not speak TLS; write http:/,
    'https',
  ],
  'no TLS where some is': [withTls, 69, /if it expects TLS, write https:/],
  'a stranger with TLS': [withTls, 69, /no known authority has signed its certificate/, 'https'],
  'another protocol': [
    () => createTcpServer((socket) => socket.end('AMQP\0\0\u0009\u0001')),
    69,
    /does not speak HTTP/,
  ],
};

function run(args: readonly (string | undefined)[], url: string) {
  const given = args.filter((each) => each !== undefined);
  return runInProcess(given, { LOGWARREN_URL: url, LOGWARREN_SOURCE_URL: url });
}

describe.each(Object.entries(SERVERS))('at the address of %s', (_name, [make, code, says, scheme = 'http']) => {
  const server = make();
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `${scheme}://127.0.0.1:${(server.address() as { port: number }).port}`;
  });

  afterAll(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });

  test.each(COMMANDS)('%s %s %s %s', async (...args: string[]) => {
    const ended = await run(args, url);
    expect({ code: ended.code, out: ended.out }, ended.errors).toEqual({ code, out: '' });
    expect(ended.errors).toMatch(/^(?:logwarren: [^\n]+\n)+$/);
    expect(ended.errors).toContain(url);
    expect(ended.errors).toMatch(says);
  });
});

test.each([...COMMANDS, ['canary']])('names what named the address: %s %s %s %s', async (...args: string[]) => {
  const given = [...args.filter((each) => each !== undefined), '--url', 'http://127.0.0.1:9'];
  const { errors } = await runInProcess(given, { LOGWARREN_SOURCE_URL: 'http://127.0.0.1:9' });
  expect(errors).toMatch(/the address right \(--(?:url|source or LOGWARREN_SOURCE_URL)\)\?\n$/);
});

test.each(COMMANDS)('nobody listens: %s %s %s %s', async (...args: string[]) => {
  const { code, out, errors } = await run(args, 'http://127.0.0.1:9');
  expect({ code, out }, errors).toEqual({ code: 69, out: '' });
  expect(errors).toMatch(/^logwarren: cannot reach http:\/\/127\.0\.0\.1:9: [^\n]*; is the service running[^\n]+\n$/);
});
