import { closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_FILES = 30;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 2;
const SAMPLE_BYTES = 4096;
const LOG_NAME = /^(?!term\.log$)(syslog|messages|.+\.log)$/;

/**
 * Text logs of this system that this process may read: `syslog`, `messages` and `*.log` in the directory and below it.
 *
 * Leaves out empty, very large, binary and rotated files, and `term.log`, which is apt's painted progress.
 *
 * @param directory `/var/log`
 * @returns absolute paths, sorted, at most 30
 */
export function findRealLogs(directory: string): string[] {
  return walk(directory, MAX_DEPTH).filter(isTextLog).sort().slice(0, MAX_FILES);
}

function walk(directory: string, depth: number): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return depth > 1 ? walk(path, depth - 1) : [];
      return entry.isFile() && LOG_NAME.test(entry.name) ? [path] : [];
    });
  } catch {
    return []; // not ours to read
  }
}

function isTextLog(path: string): boolean {
  try {
    const { size } = statSync(path);
    if (size === 0 || size > MAX_BYTES) return false;
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const sample = Buffer.alloc(SAMPLE_BYTES);
      return !sample.subarray(0, readSync(file, sample)).includes(0);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
