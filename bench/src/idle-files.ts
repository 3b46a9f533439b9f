import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Received, startSource } from '../../test/rotation/random/source-in-process.ts';

/**
 * Measures what files cost that nothing is written to, without a broker: the first start, ten seconds without a change, and
 * how long new files and lines in idle ones take until their record would be sent.
 *
 *     npm run bench:idle -- [--files 1000]
 */

const { values } = parseArgs({ options: { files: { type: 'string', default: '1000' } } });
const count = Number(values.files);
const LINES = 5;
const NEW_FILES = 6;
const GROWN_FILES = 4;
const IDLE_MS = 10_000;
/** The defaults of a source. */
const TIMES = { pollMs: 250, flushMs: 500 };

const home = mkdtempSync(join(tmpdir(), 'logwarren-idle-'));
const folder = join(home, 'logs');
const pathOf = (name: string | number) => join(folder, `${name}.log`);
const received = new Received();
const usedMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
/** Linux alone counts them. */
const writtenBytes = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
const seconds = (ms: number) => (ms / 1000).toFixed(2);

mkdirSync(folder);
for (let i = 0; i < count; i++)
  writeFileSync(pathOf(i), Array.from({ length: LINES }, (_, line) => `line ${line} of file ${i}\n`).join(''));
console.log(`${count} files, load ${loadavg()[0]?.toFixed(1)}, Node.js ${process.version}`);

const start = { atMs: performance.now(), usedMs: usedMs(), written: writtenBytes() };
const source = await startSource(home, [join(folder, '*.log')], received, TIMES);
while (received.attempted.size < count * LINES) await delay(20);
console.log(
  `first start ${seconds(performance.now() - start.atMs)} s, processor ${seconds(usedMs() - start.usedMs)} s, ` +
    `${((writtenBytes() - start.written) / 1e6).toFixed(1)} MB written`,
);

// Files rest a second after their last line.
await delay(4_000);
const idle = { atMs: performance.now(), usedMs: usedMs() };
await delay(IDLE_MS);
console.log(
  `idle: ${((100 * (usedMs() - idle.usedMs)) / (performance.now() - idle.atMs)).toFixed(1)} % of a processor`,
);

/** Seconds until the source sends a line that is written now. */
async function waitForLine(line: string, write: (text: string) => void): Promise<string> {
  const writtenMs = performance.now();
  write(`${line}\n`);
  while (!received.attempted.has(line)) await delay(5);
  return seconds(performance.now() - writtenMs);
}

const fresh: string[] = [];
for (let i = 0; i < NEW_FILES; i++) {
  fresh.push(await waitForLine(`first of new file ${i}`, (text) => writeFileSync(pathOf(`new-${i}`), text)));
  await delay(700);
}
console.log(`new file after ${fresh.join(' ')} s`);
const grown: string[] = [];
for (let i = 0; i < Math.min(GROWN_FILES, count); i++) {
  grown.push(await waitForLine(`more of idle file ${i}`, (text) => appendFileSync(pathOf(i), text)));
  await delay(300);
}
console.log(`line in an idle file after ${grown.join(' ')} s`);

await source.stop();
rmSync(home, { recursive: true });
if (received.faults.length > 0) throw new Error(received.faults.join('\n'));
