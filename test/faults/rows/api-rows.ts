import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import type { App } from '../../harness/apps/start-app.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun, sleep } from '../fault-run.ts';

const SLOW_SOCKETS = 500;
const BAD_REQUESTS = 10_000;

const openFiles = (app: App) => readdirSync(`/proc/${app.pid}/fd`).length;

function openSlowly(url: string, kind: number): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  // A client that does not read does not notice that it was cut off.
  if (kind < 2) socket.resume();
  if (kind === 0) {
    // A header that never ends.
    socket.write('GET /logs HTTP/1.1\r\nHost: localhost\r\n');
    const timer = setInterval(() => socket.write('x-slow: 1\r\n'), 1_000);
    socket.on('close', () => clearInterval(timer));
  } else if (kind === 1) {
    // A body of one byte a second.
    socket.write(
      'POST /logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
    );
    const timer = setInterval(() => socket.write(' '), 1_000);
    socket.on('close', () => clearInterval(timer));
  } else {
    // A client that asks and never reads.
    socket.pause();
    socket.write('GET /logs?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20));
  }
  return socket;
}

/** Searches as a healthy client does, one request after the other. */
async function askWhile(search: App, goesOn: (asked: number) => boolean) {
  const latencies: number[] = [];
  let asked = 0;
  for (; goesOn(asked); asked++) {
    const startedMs = performance.now();
    const response = await fetch(`${search.url}/logs?limit=10`);
    await response.text();
    if (response.ok) latencies.push(performance.now() - startedMs);
    await sleep(50);
  }
  latencies.sort((one, other) => one - other);
  const p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? Number.POSITIVE_INFINITY;
  return { asked, answered: latencies.length, p99Ms };
}

export const slowClients: FaultRow = {
  row: '23',
  name: '500 clients that send or read too slowly are cut off, and others are answered within a second meanwhile',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 1, recordsPerSecond: 200 });
    run.startLoad();
    await run.load.waitConfirmed(1_000);
    const search = run.system.search;
    const alone = await askWhile(search, (done) => done < 50);
    const before = [search, run.source].map(openFiles);
    const untilMs = Date.now() + 20_000;
    const sockets = Array.from({ length: SLOW_SOCKETS }, (_, i) =>
      openSlowly(i % 2 === 0 ? search.url : run.source.url, i % 2 === 0 ? i % 4 : Math.floor(i / 2) % 3),
    );
    const { answered, asked, p99Ms } = await askWhile(search, (done) => done < 150 || Date.now() < untilMs);
    expect(answered / asked, 'share of healthy requests that were answered 200').toBeGreaterThan(0.9);
    // Within a second, or three times as long as without slow clients where the machine is busy with other work.
    expect(p99Ms, 'p99 of healthy requests, ms').toBeLessThan(Math.max(1_000, 3 * alone.p99Ms));
    await waitFor('slow senders are cut off', () => sockets.every((socket) => socket.closed || socket.isPaused()), {
      timeoutMs: 90_000,
    });
    for (const socket of sockets) socket.destroy();
    const returned = () => [search, run.source].every((app, i) => openFiles(app) < before[i]! + 30);
    await waitFor('their descriptors are free again', returned, { timeoutMs: 60_000 });
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `p99 of healthy searches ${Math.round(p99Ms)} ms` };
  },
};

const BAD_PATHS = [
  ...['/logs?service[$ne]=x', '/logs?limit=-1', '/logs?limit=1e9', '/logs?from=yesterday', '/logs?severity=LOUD'],
  ...[
    '/logs?severity=INFO&severity=WARN&nonsense=1',
    '/logs?cursor=AAAA',
    '/logs/not-an-id',
    '/nowhere',
    '/logs?__proto__=1',
  ],
  ...[`/logs?text=${'x'.repeat(10_000)}`, '/logs?order=sideways', '/logs/stats?from=2&to=1', '/..%2f..%2fetc%2fpasswd'],
];
const BAD_BODIES = ['{', '[1,2,3]', '"x"', 'null', '{"message":1', '[{}, null]', '\0'];

/** Answer to a request that can only be wrong. */
async function sendBad(number: number, random: number, search: App, source: App): Promise<Response> {
  if (number % 2 === 0) return fetch(`${search.url}${BAD_PATHS[Math.floor(random * BAD_PATHS.length)]}`);
  const kind = number % 3;
  const body = BAD_BODIES[Math.floor(random * BAD_BODIES.length)]!;
  if (kind === 0) return fetch(`${search.url}/logs`, { method: 'DELETE' });
  const type = kind === 1 ? 'application/json' : 'image/png';
  return fetch(`${source.url}/logs`, { method: 'POST', headers: { 'content-type': type }, body });
}

export const badRequests: FaultRow = {
  row: '24',
  name: '10,000 requests that are wrong in every way are answered 4xx in one shape, and leave nothing behind',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 1, recordsPerSecond: 100, ownServices: ['unknown'] });
    run.startLoad();
    const { search } = run.system;
    const rssOf = async () =>
      (await metricOf(search, 'process_resident_memory_bytes')) +
      (await metricOf(run.source, 'process_resident_memory_bytes'));
    const statuses = new Map<number, number>();
    let sent = 0;
    const lane = async () => {
      while (sent < BAD_REQUESTS) {
        const response = await sendBad(sent++, bench.random(), search, run.source);
        const text = await response.text();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        expect(JSON.parse(text), text).toMatchObject({ error: { code: expect.any(String) } });
        expect(text).not.toMatch(/\bat .*\.(ts|js):\d+/);
        if (sent === BAD_REQUESTS / 2) rssHalfWay = await rssOf();
      }
    };
    let rssHalfWay = 0;
    await Promise.all(Array.from({ length: 8 }, lane));
    const seen = [...statuses].map(([status, count]) => `${status}: ${count}`).sort();
    expect(
      [...statuses.keys()].filter((status) => status < 400 || status >= 500),
      seen.join(', '),
    ).toEqual([]);
    const grownMiB = ((await rssOf()) - rssHalfWay) / 2 ** 20;
    expect(grownMiB, 'memory of both services grown in the second half, MiB').toBeLessThan(100);
    expect(search.logs.length + run.source.logs.length).toBeLessThan(BAD_REQUESTS);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${seen.join(', ')}; ${Math.round(grownMiB)} MiB grown in the second half` };
  },
};
