import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { HEADER } from '../rotating-log.ts';

/** Bytes of each numbered line. */
export const LINE_BYTES = 62;

/** Rotations after which every line is still somewhere. */
export const KEEPING = [
  ...(['chain', 'date', 'copy', 'move', 'folder', 'pack', 'pack-old'] as const),
  ...(['copy-pack', 'copy-pack-old'] as const),
] as const;
/** Rotations that leave nothing of the lines that are in the file. */
export const DESTROYING = ['truncate', 'overwrite', 'recreate', 'remove'] as const;
/** The ways of rotation, with and without a loss of lines. */
export type Rotation = (typeof KEEPING)[number] | (typeof DESTROYING)[number];

/** A log that a program writes numbered lines to, and what rotation does to it. */
export class WrittenLog {
  readonly path: string;
  /** Number of lines so far; each is `lineOf` its number. */
  count = 0;
  /** Numbers of the lines that are in the file at its path now. */
  current: number[] = [];
  readonly #hasHeader: boolean;
  #rotations = 0;

  constructor(path: string, hasHeader: boolean) {
    this.path = path;
    this.#hasHeader = hasHeader;
    mkdirSync(dirname(path), { recursive: true });
    this.#begin();
  }

  /** Bytes that every life begins with. */
  get headerBytes(): number {
    return this.#hasHeader ? HEADER.length : 0;
  }

  write(count: number): void {
    if (!existsSync(this.path)) this.#begin();
    appendFileSync(this.path, this.#lines(count));
  }

  /** Rotates the log; nothing happens where there is no file. */
  rotate(kind: Rotation): void {
    if (!existsSync(this.path)) return;
    this.#rotations += 1;
    this.#kinds[kind]();
  }

  /** Begins the next life, as a program does that opens its log anew. */
  #begin(): void {
    writeFileSync(this.path, this.#hasHeader ? HEADER : '');
    this.current = [];
  }

  #lines(count: number): string {
    const numbers = Array.from({ length: count }, () => this.count++);
    this.current.push(...numbers);
    return numbers.map((number) => `${lineOf(number)}\n`).join('');
  }

  readonly #kinds: Record<Rotation, () => void> = {
    chain: () => {
      this.#shift();
      this.#rename(`${this.path}.1`);
    },
    date: () => this.#rename(`${this.path}-${20240500 + this.#rotations}`),
    copy: () => this.#copy(),
    'copy-pack': () => {
      this.#copy();
      pack(`${this.path}.1`, this.#rotations);
    },
    'copy-pack-old': () => {
      this.#copy();
      if (existsSync(`${this.path}.2`)) pack(`${this.path}.2`, this.#rotations);
    },
    move: () => {
      const folder = join(dirname(this.path), 'old');
      mkdirSync(folder, { recursive: true });
      this.#rename(join(folder, `${basename(this.path)}.${this.#rotations}`));
    },
    folder: () => {
      renameSync(dirname(this.path), `${dirname(this.path)}-${this.#rotations}`);
      mkdirSync(dirname(this.path));
      this.current = [];
    },
    pack: () => {
      this.#shift();
      this.#rename(`${this.path}.1`);
      pack(`${this.path}.1`, this.#rotations);
    },
    'pack-old': () => {
      this.#shift();
      this.#rename(`${this.path}.1`);
      if (existsSync(`${this.path}.2`)) pack(`${this.path}.2`, this.#rotations);
    },
    truncate: () => {
      truncateSync(this.path);
      this.current = [];
      if (this.#hasHeader) appendFileSync(this.path, HEADER);
    },
    overwrite: () => {
      const count = this.current.length;
      this.current = [];
      writeFileSync(this.path, (this.#hasHeader ? HEADER : '') + this.#lines(count), { flag: 'r+' });
    },
    recreate: () => {
      rmSync(this.path);
      this.#begin();
    },
    remove: () => {
      rmSync(this.path);
      this.current = [];
    },
  };

  #copy(): void {
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.current = [];
    if (this.#hasHeader) appendFileSync(this.path, HEADER);
  }

  #rename(path: string): void {
    renameSync(this.path, path);
    this.current = [];
  }

  /** Gives the older files the next numbers. */
  #shift(): void {
    const name = `${basename(this.path)}.`;
    const older = readdirSync(dirname(this.path)).filter((each) => each.startsWith(name));
    const numberOf = (each: string) => Number(each.slice(name.length).split('.')[0]);
    for (const each of older.sort((a, b) => numberOf(b) - numberOf(a))) {
      const [number, ...rest] = each.slice(name.length).split('.');
      const next = [`${name}${Number(number) + 1}`, ...rest].join('.');
      renameSync(join(dirname(this.path), each), join(dirname(this.path), next));
    }
  }
}

/** The text of a line, without its end. */
export function lineOf(number: number): string {
  return `line ${String(number).padStart(6, '0')} ${'x'.repeat(LINE_BYTES - 13)}`;
}

/** The number of a line; undefined for one that is not numbered. */
export function numberOf(message: string): number | undefined {
  const digits = /^line (\d{6}) x{49}$/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const isHeader = (message: string) => message.startsWith('# a header');

/** Compresses a file as gzip does: the time stays, and the file goes when all is done. */
function pack(path: string, rotations: number): void {
  const bytes = readFileSync(path);
  const { atime, mtime } = statSync(path);
  const isGzip = rotations % 2 === 0;
  const packed = `${path}${isGzip ? '.gz' : '.zst'}`;
  writeFileSync(packed, isGzip ? gzipSync(bytes) : zstdCompressSync(bytes));
  utimesSync(packed, atime, mtime);
  rmSync(path);
}
