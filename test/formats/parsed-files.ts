import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');

/** A record as `logwarren parse --json` prints it. */
export interface ParsedRecord {
  /** Number of its first line. */
  line: number;
  record: { timestamp: string; severity: string; service: string; message: string };
}

/** Reads files as a new user would, with `logwarren parse --json`, in UTC; records by file. */
export async function parseFiles(files: readonly string[]): Promise<Map<string, ParsedRecord[]>> {
  const main = join(ROOT, 'apps', 'cli', 'src', 'main.ts');
  const env = { ...process.env, TZ: 'UTC', SOURCE_TIME_ZONE: 'UTC' };
  const child = spawn(process.execPath, [main, 'parse', '--json', ...files], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const closed = once(child, 'close');
  const found = new Map<string, ParsedRecord[]>(files.map((file) => [file, []]));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const { file, ...parsed } = JSON.parse(line) as ParsedRecord & { file: string };
    found.get(file)?.push(parsed);
  }
  await closed;
  if (errors.length > 0 && [...found.values()].every((records) => records.length === 0)) {
    throw new Error(`nothing was parsed: ${errors.join('').slice(-500)}`);
  }
  return found;
}
