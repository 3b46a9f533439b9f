import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A log of a program with a stack trace, an object and a line in no known format. */
export const TEXT = [
  '2026-03-09 08:15:30,250 ERROR org.example.Shop: cannot save',
  'java.lang.IllegalStateException: full',
  '\tat org.example.Shop.save(Shop.java:7)',
  '',
  '{"level":"warn","time":"2026-03-09T08:15:31Z","service":"pay","msg":"slow"}',
  'nothing that is known',
].join('\n');

/** Makes a folder for the files of one test file, which is removed at its end. */
export function parsedFiles(): { folder: string; file: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'logwarren-parse-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { folder, file };
}
