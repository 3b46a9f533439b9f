import { createReadStream, fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { settledWithin } from '@logwarren/common';

/** Name of standard input among files. */
export const STANDARD_INPUT = '-';
/** How long nothing must come before the records so far count as complete. */
const QUIET_MS = 1000;
const STDIN_FD = 0;

/**
 * The bytes of a file or of standard input; undefined where a pipe or a terminal is silent for a while. A file is never silent.
 *
 * @throws AbortError when the signal says stop
 */
export async function* readInput(path: string, signal: AbortSignal): AsyncGenerator<Buffer | undefined, void, void> {
  if (path === STANDARD_INPUT) {
    const input = addAbortSignal(signal, process.stdin);
    return yield* fstatSync(STDIN_FD).isFile() ? input : withPauses(input);
  }
  // A file that is not there is reported when it is opened.
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
