import { isUtf8 } from 'node:buffer';
import type { LineJoiner } from '../joining/streams/line-joiner.ts';
import { decodeLines } from './decode-lines.ts';

/** Splits bytes into lines and lines into records; the bytes may be part of a longer input. */

const LF = 10;
const CR = 13;

/**
 * Texts of all records in some bytes; the last line needs no line break, and the last record counts as complete.
 *
 * @returns in their order, without blank ones
 */
export function splitRecords(bytes: Buffer, joiner: LineJoiner): string[] {
  const texts: string[] = [];
  pushLines(bytes, joiner, texts);
  for (const record of joiner.flush()) {
    const text = textOf(record);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** The same records one by one; undefined for each line that ends no record. */
export function* eachRecordText(bytes: Buffer, joiner: LineJoiner): Generator<string | undefined, void, void> {
  for (const line of eachLine(bytes)) {
    const records = joiner.push(line);
    // By index: an iterator for each line costs more than the line.
    if (records.length === 0) yield;
    for (let at = 0; at < records.length; at++) yield textOf(records[at] as string);
  }
  for (const record of joiner.flush()) yield textOf(record);
}

/**
 * Pushes every line to the joiner and gathers the complete records; the others stay open in the joiner.
 *
 * @param texts gets the texts of the records, without blank ones
 */
export function pushLines(bytes: Buffer, joiner: LineJoiner, texts: string[]): void {
  const whole = decoded(bytes);
  // Not with `eachLine`: its generator takes a third of the time of joining access lines.
  for (let start = 0; start < whole.length; ) {
    const end = endOfLine(whole, start);
    const records = joiner.push(lineAt(whole, start, end));
    start = end + 1;
    for (let at = 0; at < records.length; at++) {
      const text = textOf(records[at] as string);
      if (text !== undefined) texts.push(text);
    }
  }
}

/**
 * The lines of some bytes, without their line breaks.
 *
 * Decodes all bytes at once, because one large decode plus slices costs a third of a decode per line. Reads lines that
 * are not UTF-8 as windows-1252.
 */
export function* eachLine(bytes: Buffer): Generator<string, void, void> {
  const text = decoded(bytes);
  for (let start = 0; start < text.length; ) {
    const end = endOfLine(text, start);
    yield lineAt(text, start, end);
    start = end + 1;
  }
}

function decoded(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeLines(bytes);
}

/** Position of the line break. */
function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function lineAt(text: string, start: number, end: number): string {
  return text.slice(start, end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end);
}

/**
 * Start of the last lines of some bytes.
 *
 * @param end just after the line break of the last line
 * @param lines how many lines to go back
 */
export function startOfLastLines(bytes: Buffer, end: number, lines: number): number {
  let start = end;
  for (let i = 0; i < lines && start > 0; i++) {
    start = start < 2 ? 0 : bytes.lastIndexOf(LF, start - 2) + 1;
  }
  return start;
}

/**
 * The text of a record; undefined when it is blank. NULs at the start are a hole: the file was truncated while its
 * writer had it open.
 */
export function textOf(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first > 32 && first < 127) return text;
  const kept = text.replace(/^[\0\uFEFF]+/, '');
  return kept.trim() === '' ? undefined : kept;
}
