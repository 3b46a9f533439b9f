import { readFileSync, statSync } from 'node:fs';

const LINES = 5;
/** Where a run starts in each log that it appends to. */
type LogStarts = ReadonlyMap<string, number>;

/** Number of lines that are searched for an error. */
const SEARCHED_LINES = 100;
const MAX_CHARACTERS = 300;

/**
 * The end of a log, for an error message: the message of a fatal line or the last errors of a mongod, otherwise the
 * last lines as they are.
 *
 * @param files the one that was written to last counts
 * @param starts text before these positions is from an earlier run and is left out
 */
export function lastWords(files: readonly string[], starts: LogStarts = new Map()): string {
  const written = files.filter((file) => sizeOf(file) > startOf(file, starts));
  const file = written.toSorted((a, b) => changedMs(b) - changedMs(a))[0];
  if (file === undefined) return '';
  const text = readFileSync(file).subarray(startOf(file, starts)).toString('utf8');
  const lines = text.trimEnd().split('\n').slice(-SEARCHED_LINES);
  const fatal = lines
    .slice(-LINES)
    .map(fatalMessage)
    .findLast((message) => message !== undefined);
  if (fatal !== undefined) return fatal;
  const errors = lines.map(mongodError).filter((message) => message !== undefined);
  const shown = errors.length > 0 ? errors.slice(-LINES) : lines.slice(-LINES);
  return shown.map((line) => line.slice(0, MAX_CHARACTERS)).join('\n');
}

/** The most informative line of an error message or of a log's end: the last one that is not a stack frame. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.at(-1)?.trim() ?? '';
}

/** Positions at which the next run will begin in these logs. */
export function logStarts(files: readonly string[]): LogStarts {
  return new Map(files.map((file) => [file, sizeOf(file)]));
}

/** A log that is shorter by now has started again. */
function startOf(file: string, starts: LogStarts): number {
  const start = starts.get(file) ?? 0;
  return start > sizeOf(file) ? 0 : start;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function changedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
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
