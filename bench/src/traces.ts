import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRandom } from './random.ts';

/** Lines of one request. */
const LINES_OF_TRACE = 5;
const STEPS = ['accepted', 'cart loaded', 'stock reserved', 'payment authorised', 'order placed'];

interface TracesOptions {
  path: string;
  /** Number of lines, a multiple of five. */
  lines: number;
  seed: number;
  /** Midnight UTC of the day, ms. */
  dayMs: number;
}

/**
 * Writes JSON lines of a shop whose requests have trace ids, five lines each, evenly over one day.
 *
 * @returns a trace id in the middle of the day
 */
export async function writeTraces({ path, lines, seed, dayMs }: TracesOptions): Promise<string> {
  const random = createRandom(seed);
  const file = createWriteStream(path);
  const traces = lines / LINES_OF_TRACE;
  let middle = '';
  for (let i = 0; i < traces; i++) {
    const traceId = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
    if (i === Math.floor(traces / 2)) middle = traceId;
    const startMs = dayMs + Math.floor((i / traces) * 86_400_000);
    const order = Math.floor(random() * 1e6);
    const text = STEPS.map((step, place) =>
      JSON.stringify({
        time: new Date(startMs + place * 40).toISOString(),
        level: 'info',
        service: 'shop',
        traceId,
        msg: `order ${order}: ${step} in ${Math.floor(random() * 400)} ms`,
      }),
    );
    if (!file.write(`${text.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return middle;
}
