import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, forgetData, stackPaths } from '@logwarren/stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../harness/wait-for.ts';

/** `npm start` with servers of its own, of which each is killed while records flow. */

const START = join(import.meta.dirname, '..', '..', 'stack', 'src', 'commands', 'start.ts');
const START_MS = 240_000;
const BACK_MS = 120_000;
/** As the run directory names them, and as the terminal does. */
const VICTIMS = [
  ['mongod', 'MongoDB'],
  ['rabbitmq', 'RabbitMQ'],
  ...['source', 'collector', 'search', 'monitor', 'retention'].map((name) => [name, name]),
] as const;

const dir = mkdtempSync(join(tmpdir(), 'logwarren-start-'));
const home = join(dir, 'home');
const file = join(dir, 'feed.log');
let output = '';
let search: string;
let sourcePort: number;
let stack: ReturnType<typeof startStack>;

beforeAll(async () => {
  writeFileSync(file, '');
  const ports = new Set<number>();
  const searchPort = await findFreePort(0, ports);
  sourcePort = await findFreePort(0, ports);
  search = `http://127.0.0.1:${searchPort}`;
  stack = startStack({ SEARCH_PORT: String(searchPort), SOURCE_PORT: String(sourcePort) });
  await said('Logwarren is running.', START_MS);
}, START_MS + 10_000);

afterAll(async () => {
  stack.kill('SIGTERM');
  await stack.exited;
  await forgetData(stackPaths(home));
  rmSync(dir, { recursive: true, force: true });
});

function startStack(ports: Record<string, string>) {
  const { AMQP_URL: _amqp, MONGO_URL: _mongo, ...env } = process.env;
  const child = spawn(process.execPath, [START, '--no-demo', file], {
    env: { ...env, LOGWARREN_HOME: home, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), exited: once(child, 'exit') };
}

async function said(text: string, timeoutMs = BACK_MS): Promise<void> {
  await waitFor(`the terminal says ${text}`, () => output.includes(text), { timeoutMs, detail: () => output });
}

/** Everything that the stack has started and that runs: pids and containers by name. */
function entries(): Map<string, { pid?: number; container?: string }> {
  const files = readdirSync(join(home, 'run')).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(home, 'run', name), 'utf8'))] as const),
  );
}

function kill(name: string): void {
  const { container, pid } = entries().get(name) ?? {};
  if (container !== undefined) execFileSync('docker', ['kill', container]);
  else if (pid !== undefined) process.kill(pid, 'SIGKILL');
  else throw new Error(`${name} does not run`);
}

it('starts each again that is killed; no record is lost or doubled', async () => {
  let lines = 0;
  const feed = setInterval(() => {
    appendFileSync(file, `2026-11-29T20:00:00Z feed INFO line number ${lines++}\n`);
  }, 5);
  try {
    for (const [name, shown] of VICTIMS) {
      const before = lines;
      kill(name);
      await said(`✗ ${shown} ended by itself`);
      await said(`✓ ${shown} is back`);
      await waitFor('records flow', () => lines > before + 50);
    }
  } finally {
    clearInterval(feed);
  }
  const found = async () => {
    const response = await fetch(`${search}/logs/export?service=feed&format=ndjson`);
    const records = (await response.text()).split('\n').filter((line) => line.includes('line number'));
    return records.map((line) => /line number \d+/.exec(line)?.[0]);
  };
  await waitFor('every line is found', async () => (await found()).length >= lines, { timeoutMs: BACK_MS });
  const messages = await found();
  expect(messages).toHaveLength(lines);
  expect(new Set(messages).size).toBe(lines);
}, 600_000);

it('says that a service is back only when it is, and why not', async () => {
  output = '';
  kill('source');
  await said('✗ source ended by itself');
  const holder = createServer();
  await once(holder.listen(sourcePort, '127.0.0.1'), 'listening');
  await said('✗ source does not start');
  await said(`cannot listen on 127.0.0.1:${sourcePort}: the port is in use`);
  expect(output).not.toContain('✓ source is back');
  holder.close();
  await said('✓ source is back');
}, 600_000);

it('a second one on the same data is told who has it', () => {
  const again = () => execFileSync(process.execPath, [START], { env: { ...process.env, LOGWARREN_HOME: home } });
  expect(again).toThrow(/Logwarren already runs with its data in .*pid \d+/);
});

it('Ctrl-C while one is started again ends everything', async () => {
  const pids = [...entries().values()].flatMap(({ pid }) => pid ?? []);
  expect(pids.length).toBeGreaterThan(4);
  output = '';
  kill('rabbitmq');
  await said('✗ RabbitMQ ended by itself');
  stack.kill('SIGTERM');
  await stack.exited;
  expect(output).toContain('Stopped.');
  expect(entries()).toEqual(new Map());
  expect(pids.filter(lives)).toEqual([]);
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
