import { createWriteStream, renameSync, statSync } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import type { Cli } from '../../options/cli.ts';
import { safeJson, severalLines } from '../../text/terminal-text.ts';

/** Where an export goes. */
export interface ExportTarget {
  stream: Writable;
  /** Name for people. */
  name: string;
  /** All of it came: gives the file its name. */
  finish(): void;
  /** Name under which a part can be found; undefined when it went to standard output. */
  partName: string | undefined;
}

/**
 * Opens a file under its name with `.part`, which it loses when all of it came; what is no ordinary file, a pipe or
 * /dev/null, is written to directly.
 */
export function openFile(file: string): ExportTarget {
  const isOrdinary = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const partName = isOrdinary ? `${file}.part` : file;
  return {
    // On the disk itself before it gets its name: a power failure must not leave half of it under that.
    stream: createWriteStream(partName, { flush: isOrdinary }),
    name: file,
    partName,
    finish: () => {
      if (isOrdinary) renameSync(partName, file);
    },
  };
}

/** Standard output, with its pace. */
export function openOutput(cli: Cli): ExportTarget {
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      cli.write(piece);
      cli.drained().then(() => done(), done);
    },
  });
  return { stream, name: 'standard output', finish: () => {}, partName: undefined };
}

/**
 * Makes text harmless for a terminal, where pipes usually lead: JSON always, because it stays the same for programs; CSV
 * only if `isTerminal`.
 */
export async function* harmless(
  pieces: AsyncIterable<Buffer> | Readable,
  format: 'ndjson' | 'csv',
  isTerminal: boolean,
): AsyncGenerator<Buffer, void, void> {
  if (format === 'csv' && !isTerminal) return yield* pieces;
  const decoder = new TextDecoder();
  const safe = format === 'csv' ? severalLines : (text: string) => text.split('\n').map(safeJson).join('\n');
  for await (const piece of pieces) yield Buffer.from(safe(decoder.decode(piece as Buffer, { stream: true })));
}
