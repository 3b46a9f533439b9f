import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRandom, createZipf } from './random.ts';

/**
 * Writes access-log lines (combined format) like those of a busy site: clients, paths, referrers and browsers by Zipf's
 * law, 2 % client errors, 0.1 % server errors, evenly over one day.
 *
 * Every line has its own body size, `sizeOfLine(i)`, which reveals lost and repeated lines. This makes the file harder
 * to compress than a real one, in which sizes repeat.
 */

interface AccessLogOptions {
  path: string;
  lines: number;
  seed: number;
  /** Midnight UTC of the day, ms. */
  dayMs: number;
  /** Word that occurs in only two lines, a third and two thirds into the file. */
  needle: string;
}

/** A prime, so that multiplying permutes the numbers below it. */
const SIZES = 99_999_989;

/** Body size of line i, different for each of up to 99 million lines. */
export function sizeOfLine(line: number): number {
  return (line * 7_919 + 104_729) % SIZES;
}

const METHODS = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'HEAD', 'PUT'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes the file; returns its size in bytes. */
export async function writeAccessLog({ path, lines, seed, dayMs, needle }: AccessLogOptions): Promise<number> {
  const random = createRandom(seed);
  const client = createZipf(
    random,
    list(20_000, () => Array.from({ length: 4 }, () => Math.floor(random() * 256)).join('.')),
  );
  const target = createZipf(
    random,
    list(5_000, (i) => pathOf(random, i)),
  );
  const referrer = createZipf(random, ['-', ...list(500, (i) => `https://www.example.com${pathOf(random, i)}`)]);
  const browser = createZipf(
    random,
    list(300, (i) => browserOf(random, i)),
  );
  const needles = new Set([Math.floor(lines / 3), Math.floor((2 * lines) / 3)]);
  const file = createWriteStream(path);
  let chunk = '';
  for (let i = 0; i < lines; i++) {
    const method = METHODS[Math.floor(random() * METHODS.length)];
    const chance = random();
    const status = chance < 0.001 ? 502 : chance < 0.021 ? 404 : chance < 0.1 ? 304 : 200;
    const at = stamp(dayMs + Math.floor((i / lines) * 86_400) * 1000);
    const marked = needles.has(i) ? `${target()}/${needle}` : target();
    const request = `${method} ${marked} HTTP/1.1`;
    chunk += `${client()} - - [${at}] "${request}" ${status} ${sizeOfLine(i)} "${referrer()}" "${browser()}"\n`;
    if (chunk.length > 1 << 20) {
      if (!file.write(chunk)) await once(file, 'drain');
      chunk = '';
    }
  }
  file.end(chunk);
  await once(file, 'close');
  return file.bytesWritten;
}

function list<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

const WORDS = 'cart product image search user order blog static news api item media help review video offer'.split(' ');

function pathOf(random: () => number, index: number): string {
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  return `/${word()}/${word()}-${index}${random() < 0.3 ? `?page=${Math.floor(random() * 20)}` : ''}`;
}

function browserOf(random: () => number, index: number): string {
  const version = `${60 + (index % 80)}.0.${Math.floor(random() * 5000)}.${Math.floor(random() * 200)}`;
  const systems = ['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'X11; Linux x86_64'];
  const system = systems[index % systems.length];
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
}

function stamp(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
