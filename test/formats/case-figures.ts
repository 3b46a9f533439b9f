import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Figure, percent } from './figure.ts';
import { type ParsedRecord, parseFiles } from './parsed-files.ts';

/** A text, and what the records that it holds must be; what is left out of `expect` is not checked. */
interface Case {
  name: string;
  text: string;
  records: number;
  expect: { timestamp?: string; severity?: string; service?: string };
}

const LEAST = 0.97;
const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'warning', 'error', 'fatal', 'critical', 'notice']);

/** How many cases of a file, or of the files `*.ndjson` of a folder, are read without a fault. */
export async function caseFigures(path: string): Promise<Figure[]> {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.ndjson'))
        .map((name) => join(path, name))
    : [path];
  return await Promise.all(files.map(async (file) => await caseFigure(file)));
}

async function caseFigure(path: string): Promise<Figure> {
  const cases = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);
  const folder = mkdtempSync(join(tmpdir(), 'logwarren-formats-'));
  try {
    const files = cases.map(({ name, text }) => {
      const file = join(folder, `${name.replace(/[^\w.-]/g, '_')}.log`);
      writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`);
      return file;
    });
    const parsed = await parseFiles(files);
    const faulty = cases.flatMap((each, i) => {
      const faults = faultsOf(each, files[i] as string, parsed.get(files[i] as string) ?? []);
      return faults.length === 0 ? [] : [`${each.name.padEnd(26)} ${faults.join('; ')}`];
    });
    const clean = cases.length - faulty.length;
    return {
      what: `${basename(path)}: time, severity, service and number of records right`,
      found: `${percent(clean, cases.length)} (${clean} of ${cases.length})`,
      wanted: `${100 * LEAST} %`,
      isGood: clean >= LEAST * cases.length,
      details: faulty,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function faultsOf({ records, text, expect }: Case, file: string, found: readonly ParsedRecord[]): string[] {
  const { timestamp = '', severity = '', service = '', message = '' } = found[0]?.record ?? {};
  const faults: string[] = [];
  const check = (isRight: boolean, fault: string) => isRight || faults.push(fault);
  check(found.length === records, `${found.length} records, not ${records}`);
  if (expect.timestamp !== undefined) {
    check(isTime(expect.timestamp, timestamp), `${timestamp}, not ${expect.timestamp}`);
  }
  if (expect.severity !== undefined) check(severity === expect.severity, `${severity}, not ${expect.severity}`);
  if (expect.service !== undefined)
    check(isService(expect.service, service, file), `${service}, not ${expect.service}`);
  const isCutWrong = /^[\]|:}]/.test(message) || (message.startsWith('{"') && text.startsWith('{'));
  check(!isCutWrong, `message begins ${JSON.stringify(message.slice(0, 12))}`);
  return faults;
}

/** `????` stands for this year or the last one. */
function isTime(expected: string, found: string): boolean {
  if (expected.startsWith('????')) return found.slice(4).includes(expected.slice(4));
  return Math.abs(Date.parse(expected) - Date.parse(found)) < 1.1;
}

function isService(expected: string, found: string, file: string): boolean {
  if (expected === '<sensible>') return isSensible(found);
  if (expected !== '<file>') return found === expected;
  const name = basename(file, '.log');
  return found === name || found === name.replace(/(?:[.-]\d{1,3}|\.old)$/, '');
}

/** Not a clock, punctuation, an id, a level or a thread of a pool. */
function isSensible(service: string): boolean {
  if (/\d\d:\d\d/.test(service) || !/[A-Za-z]{2}/.test(service)) return false;
  if (/^[0-9a-fA-F-]{32,36}$/.test(service) || LEVELS.has(service.toLowerCase())) return false;
  return !/exec-\d+$|^main$|^pool-\d+/.test(service);
}
