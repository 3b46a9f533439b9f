import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { AppError, messageOf } from '@logwarren/common';
import { MAX_OPEN_BYTES } from '../../formats/cut-chunk.ts';

/** The journal of this machine, as a value of `SOURCE_JOURNAL`; anything else is a directory. */
export const SYSTEM_JOURNAL = 'system';

const LF = 10;
/** Time until a process that should end is killed; after the same time again, nobody waits for it any longer. */
const END_MS = 2_000;
/** Most characters of the error output of a journalctl that ended. */
const MAX_REASON = 500;
/**
 * In a JSON line, a key is the only text before an unescaped colon and quotation mark; systemd before 240 puts blanks
 * around the colon.
 */
const CURSOR = /"__CURSOR" ?: ?"([^"\\]{1,500})"/;

/** How to call journalctl. */
export interface Journalctl {
  /** `SYSTEM_JOURNAL` or a directory. */
  journal: string;
  /** Another program, for tests. */
  command?: string | undefined;
}

/** Cursor of an entry, read from its line of JSON. */
export function cursorOf(line: string): string | undefined {
  return CURSOR.exec(line)?.[1];
}

/**
 * Checks that the journal can be read at all, so that a mistake ends the start.
 *
 * @returns the cursor of the last entry; undefined for an empty journal
 * @throws JournalError
 */
export async function lastCursor({ command = 'journalctl', journal }: Journalctl): Promise<string | undefined> {
  const isThere = journal === SYSTEM_JOURNAL || (await stat(journal).catch(() => undefined))?.isDirectory();
  if (!isThere) throw new JournalError(`SOURCE_JOURNAL is neither ${SYSTEM_JOURNAL} nor a directory: ${journal}`);
  try {
    const { stdout } = await promisify(execFile)(command, [...placeOf(journal), '-o', 'json', '-n', '1', '--merge'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return cursorOf(stdout);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing
      ? `${command} is not there; run the source on the machine whose journal it reads, or install systemd`
      : messageOf(error);
    throw new JournalError(`cannot read the journal (SOURCE_JOURNAL): ${reason}`, error);
  }
}

/**
 * Follows the journal. `--merge` is needed, because following alone shows only the entries of the last boot.
 *
 * @param after cursor; undefined reads from the beginning
 */
export function follow({ command = 'journalctl', journal }: Journalctl, after: string | undefined): RunningJournalctl {
  const options = ['-o', 'json', '--all', '--merge', '--follow', '--lines', 'all', '--quiet'];
  const args = [...placeOf(journal), ...options, ...(after === undefined ? [] : [`--after-cursor=${after}`])];
  return new RunningJournalctl(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

function placeOf(journal: string): string[] {
  return journal === SYSTEM_JOURNAL ? [] : ['--directory', journal];
}

/** A running journalctl, or a program that stands in for it. */
export class RunningJournalctl {
  /** Why it ended, or could not be ended; never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #given = Promise.withResolvers<string>();
  #isStopped = false;

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MAX_REASON);
    });
    // A refused signal, as with sudo, is an error too.
    child.on('error', () => {});
    const closed = once(child, 'close').then(
      ([code, signal]) => `${words.trim() === '' ? '' : `${words.trim()}; `}${signal ?? `exit code ${code}`}`,
      messageOf,
    );
    this.ended = Promise.race([closed, this.#given.promise]);
  }

  /** Ends it. A wrapper may leave journalctl alive; that one ends too, because nobody reads its output. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    const child = this.#child;
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill();
    const killing = setTimeout(() => child.kill('SIGKILL'), END_MS);
    const givingUp = setTimeout(() => this.#given.resolve('it does not end'), 2 * END_MS);
    child.once('close', () => {
      clearTimeout(killing);
      clearTimeout(givingUp);
    });
  }

  /** Its lines; for a line over MAX_OPEN_BYTES, such as a core dump in the journal, only the beginning. */
  async *lines(): AsyncGenerator<string, void, void> {
    let pieces: Buffer[] = [];
    let sizeBytes = 0;
    const add = (piece: Buffer) => {
      const room = MAX_OPEN_BYTES - sizeBytes;
      if (room > 0) pieces.push(piece.length > room ? piece.subarray(0, room) : piece);
      sizeBytes += piece.length;
    };
    for await (const bytes of this.#pieces()) {
      let start = 0;
      for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
        add(bytes.subarray(start, end));
        yield Buffer.concat(pieces).toString('utf8');
        pieces = [];
        sizeBytes = 0;
        start = end + 1;
      }
      if (start < bytes.length) add(bytes.subarray(start));
    }
  }

  async *#pieces(): AsyncGenerator<Buffer, void, void> {
    try {
      yield* this.#child.stdout as AsyncIterable<Buffer>;
    } catch (error) {
      if (!this.#isStopped) throw error;
    }
  }
}

/** The journal cannot be read; the message explains what to do. */
class JournalError extends AppError {
  constructor(message: string, cause?: unknown) {
    super('journal-unusable', message, { cause });
  }
}
