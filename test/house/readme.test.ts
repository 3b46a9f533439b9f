import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDemoTraffic } from '../../stack/src/demo/demo-traffic.ts';
import type { App, AppName } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { commandsOf, faultOf } from '../harness/house/documented-commands.ts';
import { waitFor } from '../harness/wait-for.ts';

/** Every command in the documents works as printed, against a system with the demo, and finds something. */

const ROOT = join(import.meta.dirname, '..', '..');
/** Commands that do not run here, and the tests that run them. */
const NOT_RUN: readonly [beginning: RegExp, why: string][] = [
  [/^npm start/, 'the system of this test stands for it'],
  [/^npm (?:test|run)/, 'what runs this test, and longer ones'],
  [/apps\/source\/src\/main\.ts/, 'a second source, in test/source/process.test.ts'],
  [/^(?:LOGWARREN_COMMIT=\S+ )?docker/, 'test/stack/compose.test.ts'],
];
/** Output of a command that follows until it is ended. */
const FOLLOWS = /\btail\b/;
const COMMAND_MS = 60_000;

let system: TestSystem;
let dir: string;
const apps = new Map<AppName, App>();
const closing = new AbortController();
let demo: Promise<void>;

beforeAll(async () => {
  system = await openTestSystem();
  apps.set('search', system.search);
  for (const name of ['source', 'collector', 'monitor', 'retention'] as const) apps.set(name, system.start(name));
  for (const app of apps.values()) await app.waitReady(90_000);
  demo = runDemoTraffic({ sourceUrl: apps.get('source')?.url ?? '', withPast: true, signal: closing.signal });
  // The folder that the reader is in, without what commands write into it.
  dir = await mkdtemp(join(tmpdir(), 'logwarren-readme-'));
  for (const name of ['logwarren', 'node_modules', 'apps']) await symlink(join(ROOT, name), join(dir, name));
});

afterAll(async () => {
  closing.abort();
  await demo;
  await system[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

/** The command with the ports of this system. */
function here(command: string): string {
  const ports: Record<string, string | undefined> = {
    '127.0.0.1:8080': apps.get('search')?.url,
    '127.0.0.1:8081': apps.get('source')?.url,
    '127.0.0.1:9101': apps.get('source')?.healthUrl,
    '127.0.0.1:9102': apps.get('collector')?.healthUrl,
  };
  return command.replace(/127\.0\.0\.1:\d+/g, (address) => {
    const url = ports[address];
    if (url === undefined) throw new Error(`nothing of this test listens on ${address}`);
    return new URL(url).host;
  });
}

async function run(command: string): Promise<string> {
  const env = { ...process.env, LOGWARREN_URL: system.search.url };
  if (FOLLOWS.test(command)) return await firstLines(command, env);
  const options = { cwd: dir, env, timeout: COMMAND_MS, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)('sh', ['-c', `set -e; ${here(command)}`], options).catch((error) => {
    // A ledger while messages are on their way, as is always true with the demo.
    if (error.code === 69 && command.includes(' ledger')) return error as { stdout: string };
    throw error;
  });
  const [, file] = / -o (\S+)/.exec(command) ?? [];
  if (file === undefined) return stdout;
  const bytes = await readFile(join(dir, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** The output of a command that follows, until it has printed a record. */
async function firstLines(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('sh', ['-c', `exec ${here(command)}`], { cwd: dir, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  const timer = setTimeout(() => child.kill('SIGTERM'), COMMAND_MS);
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('"message"') && text.endsWith('\n')) break;
  }
  clearTimeout(timer);
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return text;
}

async function commandsIn(page: string): Promise<string[]> {
  return commandsOf(await readFile(join(ROOT, page), 'utf8'));
}

describe.each(['README.md', 'docs/ingestion.md', 'docs/metrics.md'])('the commands of %s', (page) => {
  test('find something, one after the other', { timeout: 600_000 }, async () => {
    const commands = (await commandsIn(page)).filter((each) => !NOT_RUN.some(([beginning]) => beginning.test(each)));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      let answer = '';
      // Records that the previous command sent are found a moment later; a post is not repeated.
      const works = async () => {
        answer = await run(command);
        return faultOf(command, answer) === undefined || command.includes(':8081/');
      };
      await waitFor(`an answer of ${command}`, works, {
        timeoutMs: COMMAND_MS,
        detail: () => `${faultOf(command, answer)}: ${answer.slice(0, 500)}`,
      });
      expect(faultOf(command, answer), `${command}\n${answer.slice(0, 500)}`).toBeUndefined();
    }
  });
});

/** Examples of the help that depend on the time of day, ask a person, or name what only their reader has. */
const NOT_FOR_ALL =
  /--from \d\d:|\| (?:jq|less|while|source)|--source |context |parse |dlq|canary|completion|--follow|-f /;

test('the examples in the help of the command line find something', { timeout: 600_000 }, async () => {
  const lines = (await readFile(join(ROOT, 'docs/command-line.md'), 'utf8')).split('\n');
  const examples = lines
    .filter((line) => line.startsWith('  logwarren ') && !NOT_FOR_ALL.test(line))
    .map((line) => `./${line.trim().replace(/ {3,}\S.*$/, '')}`);
  expect(examples.length).toBeGreaterThan(15);
  for (const example of examples) {
    const answer = await run(example);
    expect(faultOf(example, answer), `${example}\n${answer.slice(0, 300)}`).toBeUndefined();
  }
});

test('the queries that README names each find something', async () => {
  const [, paragraph = ''] =
    /^\*\*The query language\*\* ([\s\S]*?)\n\n/m.exec(await readFile(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const queries = [...paragraph.matchAll(/`([^`]+)`/g)].map(([, query = '']) => query);
  expect(queries.length).toBeGreaterThan(4);
  for (const query of queries) {
    const answer = await fetch(`${system.search.url}/logs?${new URLSearchParams({ q: query })}`);
    expect(faultOf('curl', await answer.text()), query).toBeUndefined();
  }
});

test('a command that finds nothing, or is refused, would be noticed', async () => {
  const search = "curl -s 'http://127.0.0.1:8080/logs";
  for (const command of [
    `${search}?service=shop-checkout'`,
    `${search}?sevrity=ERROR'`,
    `${search}/stats?service=x'`,
  ]) {
    expect(faultOf(command, await run(command)), command).toBeDefined();
  }
  await expect(run("./logwarren search 'service:\"'")).rejects.toThrow();
});

test('commands that are not run are those that are meant', async () => {
  const commands = await commandsIn('README.md');
  for (const [beginning, why] of NOT_RUN.slice(0, 3)) {
    expect(
      commands.some((each) => beginning.test(each)),
      why,
    ).toBe(true);
  }
});
