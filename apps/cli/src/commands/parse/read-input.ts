import { createReadStream, fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { settledWithin } from '@logwarren/common';

/** Stands for standard input where the name of a file is expected. */
export const STANDARD_INPUT = '-';
/** After this much silence the records so far count as complete, ms. */
const QUIET_MS = 1000;
const STDIN_FD = 0;

/**
 * Reads a file or standard input.
 *
 * @returns pieces of bytes; undefined whenever a pipe or a terminal falls silent, which a file never does
 * @throws AbortError after the signal
 */
export async function* readInput(path: string, signal: AbortSignal): AsyncGenerator<Buffer | undefined, void, void> {
  if (path === STANDARD_INPUT) {
    const input = addAbortSignal(signal, process.stdin);
    return yield* fstatSync(STDIN_FD).isFile() ? input : withPauses(input);
  }
  // Opening the stream reports a missing file.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => true,
  );
  const stream = createReadStream(path, { signal });
  yield* isFile ? stream : withPauses(stream);
}

async function* withPauses(stream: Readable): AsyncGenerator<Buffer | undefined, void, void> {
  const pieces = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = pieces.next();
    if (!(await settledWithin(next, QUIET_MS))) yield undefined;
    const { done, value } = await next;
    if (done) return;
    yield value as Buffer;
  }
}
