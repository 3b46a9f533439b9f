import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** More than the first kilobyte, and the same in every life of the file. */
export const HEADER = `# ${'a header that every life of this file begins with '.repeat(24)}\n`;

/** A log file that numbered lines are written to, and all that rotation does to it. */
export class RotatingLog {
  readonly path: string;
  /** Lines by their numbers. */
  readonly lines: string[] = [];

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Adds lines, all of the same length. */
  write(count: number, path = this.path): void {
    appendFileSync(path, this.#next(count));
  }

  /** Begins a life with the header. */
  begin(): void {
    writeFileSync(this.path, HEADER);
  }

  #next(count: number): string {
    const from = this.lines.length;
    for (let i = from; i < from + count; i++) this.lines.push(`line ${String(i).padStart(6, '0')} ${'x'.repeat(50)}`);
    return this.lines
      .slice(from)
      .map((line) => `${line}\n`)
      .join('');
  }

  rename(suffix: string): void {
    renameSync(this.path, this.path + suffix);
  }

  /** Renames it within its folder; the new name has nothing in common with the old one. */
  renameTo(name: string): void {
    renameSync(this.path, join(dirname(this.path), name));
  }

  moveAway(): void {
    const folder = join(dirname(this.path), '..', 'archive');
    mkdirSync(folder, { recursive: true });
    renameSync(this.path, join(folder, 'moved'));
  }

  /** Moves it to a folder below; the new name has nothing in common with the old one. */
  moveBelow(name: string): void {
    const folder = join(dirname(this.path), 'old');
    mkdirSync(folder, { recursive: true });
    renameSync(this.path, join(folder, name));
  }

  compress(suffix: '.gz' | '.zst'): void {
    const bytes = readFileSync(this.path);
    writeFileSync(`${this.path}.1${suffix}`, suffix === '.gz' ? gzipSync(bytes) : zstdCompressSync(bytes));
    rmSync(this.path);
  }

  /** Compresses what has a name that rotation gave, as gzip does: the time stays, and the file goes when all is done. */
  pack(suffix: string, packed: '.gz' | '.zst'): void {
    const path = this.path + suffix;
    const bytes = readFileSync(path);
    const { atime, mtime } = statSync(path);
    writeFileSync(path + packed, packed === '.gz' ? gzipSync(bytes) : zstdCompressSync(bytes));
    utimesSync(path + packed, atime, mtime);
    rmSync(path);
  }

  /** Compresses it under another name, as logrotate does with `extension` or `dateext`: the time stays. */
  packAs(name: string): void {
    const { atime, mtime } = statSync(this.path);
    const packed = join(dirname(this.path), name);
    writeFileSync(packed, gzipSync(readFileSync(this.path)));
    utimesSync(packed, atime, mtime);
    rmSync(this.path);
  }

  copyTruncate(): void {
    if (existsSync(`${this.path}.1`)) renameSync(`${this.path}.1`, `${this.path}.2`);
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
  }

  truncate(): void {
    truncateSync(this.path);
  }

  /** Other lines of the same length take the place of those that are there. */
  overwrite(): void {
    const lineBytes = (this.lines[0] as string).length + 1;
    const count = (statSync(this.path).size - HEADER.length) / lineBytes;
    writeFileSync(this.path, HEADER + this.#next(count), { flag: 'r+' });
  }

  /** Deletes it and makes it again until the file system gives it the same inode. */
  recreate(): void {
    const { ino } = statSync(this.path);
    rmSync(this.path);
    const others: string[] = [];
    for (let i = 0; i < 50; i++) {
      this.begin();
      if (statSync(this.path).ino === ino) break;
      renameSync(this.path, join(dirname(this.path), `../other-${i}`));
      others.push(join(dirname(this.path), `../other-${i}`));
    }
    if (statSync(this.path, { throwIfNoEntry: false }) === undefined) this.begin();
    for (const other of others) rmSync(other);
  }

  remove(): void {
    rmSync(this.path);
  }
}

/** True for a line that every life begins with. */
export const isHeader = (message: string) => message.startsWith('# a header');
