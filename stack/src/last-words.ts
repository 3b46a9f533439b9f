import { readFileSync, statSync } from 'node:fs';

const LINES = 5;
/** Lines that are looked through for an error. */
const SEARCHED_LINES = 100;
const MAX_CHARACTERS = 300;

/**
 * The end of a log, for an error message: the message of a fatal line, the last errors of a mongod, otherwise the last lines
 * as they are.
 *
 * @param files the one that was written to last counts
 */
export function lastWords(files: readonly string[]): string {
  const file = files.toSorted((a, b) => changedMs(b) - changedMs(a))[0];
  if (file === undefined || changedMs(file) === 0) return '';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-SEARCHED_LINES);
  const fatal = lines
    .slice(-LINES)
    .map(fatalMessage)
    .findLast((message) => message !== undefined);
  if (fatal !== undefined) return fatal;
  const errors = lines.map(mongodError).filter((message) => message !== undefined);
  const shown = errors.length > 0 ? errors.slice(-LINES) : lines.slice(-LINES);
  return shown.map((line) => line.slice(0, MAX_CHARACTERS)).join('\n');
}

function changedMs(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined || stats.size === 0 ? 0 : stats.mtimeMs;
}

function fatalMessage(line: string): string | undefined {
  const { level, msg, err } = parse(line) as { level?: string; msg?: string; err?: { stack?: string } };
  return level === 'fatal' ? [msg, err?.stack].filter(Boolean).join('\n') : undefined;
}

function mongodError(line: string): string | undefined {
  const { s: severity, msg, attr } = parse(line) as { s?: string; msg?: string; attr?: unknown };
  if (severity !== 'F' && severity !== 'E') return undefined;
  const what = msg?.trim();
  return attr === undefined ? what : `${what}: ${JSON.stringify(attr)}`;
}

function parse(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
