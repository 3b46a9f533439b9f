import { createWriteStream, renameSync, statSync } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import type { Cli } from '../../options/cli.ts';
import { safeJson, severalLines } from '../../text/terminal-text.ts';

/** The place to which an export is written. */
export interface ExportTarget {
  stream: Writable;
  /** Its name in messages. */
  name: string;
  /** Gives the file its final name, once the export is complete. */
  finish(): void;
  /** Name of the file that is left after an incomplete export; undefined for standard output. */
  partName: string | undefined;
}

/**
 * Opens a file to write. It is named `*.part` until the export is complete; anything but an ordinary file, such as a pipe or
 * /dev/null, is written to directly.
 */
export function openFile(file: string): ExportTarget {
  const isOrdinary = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
  const partName = isOrdinary ? `${file}.part` : file;
  return {
    // The data is on disk before the file gets its name, so a power failure cannot leave half an export under that name.
    stream: createWriteStream(partName, { flush: isOrdinary }),
    name: file,
    partName,
    finish: () => {
      if (isOrdinary) renameSync(partName, file);
    },
  };
}

/** Opens standard output; writing waits for its reader. */
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
 * Makes an export safe for a terminal. JSON is always escaped, because programs read the same from it; CSV only if it goes to
 * a terminal.
 */
export async function* safeForTerminal(
  pieces: AsyncIterable<Buffer> | Readable,
  format: 'ndjson' | 'csv',
  isTerminal: boolean,
): AsyncGenerator<Buffer, void, void> {
  if (format === 'csv' && !isTerminal) return yield* pieces;
  const decoder = new TextDecoder();
  const safe = format === 'csv' ? severalLines : (text: string) => text.split('\n').map(safeJson).join('\n');
  for await (const piece of pieces) yield Buffer.from(safe(decoder.decode(piece as Buffer, { stream: true })));
}
