import { pathToFileURL } from 'node:url';
import { createRandom } from '../../bench/src/random.ts';

/** Prints the seconds of CPU that the reader of a module takes for a million access lines. */

const LINES = 200_000;
const MILLION = 1_000_000;
const [, , path = ''] = process.argv;
const { createLineParser } = (await import(pathToFileURL(path).href)) as typeof import('@logwarren/contract/formats');

const random = createRandom(1);
const upTo = (most: number) => Math.floor(random() * most);
const lines = Array.from(
  { length: LINES },
  (_, i) =>
    `10.${upTo(256)}.${upTo(256)}.${upTo(256)} - - [14/May/2024:10:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} +0000] ` +
    `"GET /shop/item/${upTo(10_000)}?from=${upTo(50)} HTTP/1.1" ${upTo(50) === 0 ? 404 : 200} ${upTo(100_000)} ` +
    `"https://shop.example/list/${upTo(100)}" "Mozilla/5.0 (X11; Linux x86_64) Firefox/${100 + upTo(30)}.0"`,
);
const parser = createLineParser({ format: 'auto', fallbackService: 'web' });
const read = () => {
  for (const line of lines) parser.parse(line, 0);
};
read();
const startedAt = process.cpuUsage();
read();
const { user, system } = process.cpuUsage(startedAt);
process.stdout.write(String((((user + system) / 1e6) * MILLION) / LINES));
