import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { example, type FileFormat, fileFormat, type OwnFormat } from '../format/format-schema.ts';
import { createFormatSet, type FormatSet } from '../format/format-set.ts';
import { compileFormat } from '../reading/compile-format.ts';
import { createExampleCheck } from './examples.ts';
import { type Path, type Report, reportIssues } from './report-issues.ts';

/** A fault in a file of formats. */
export interface FormatFault {
  /** Counted from 1, like the column. */
  line: number;
  column: number;
  problem: string;
}

/** The formats of a file and the number of their examples, or all its faults. */
type ReadFormats = { formats: FormatSet; examples: number } | { faults: FormatFault[] };

/** Largest file; nobody writes larger ones by hand. */
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_FORMATS = 1_000;

const file = z.strictObject(
  { formats: z.array(z.unknown(), 'has to be a list of formats').min(1, 'is empty').max(MOST_FORMATS) },
  { error: ({ code }) => (code === 'invalid_type' ? 'the file has to be a mapping with the key formats' : undefined) },
);

/**
 * Reads a file of formats and runs its examples.
 *
 * @param nowMs the moment at which examples without a `readAt` are read
 * @throws Error of the file system
 */
export function readFormatsFile(path: string, nowMs = Date.now()): ReadFormats {
  const bytes = readFileSync(path);
  if (bytes.length > MAX_BYTES) return { faults: [{ line: 1, column: 1, problem: 'the file is larger than 4 MiB' }] };
  return readFormats(bytes.toString('utf8'), nowMs);
}

/**
 * Reads the text of a file of formats: YAML, which includes JSON.
 *
 * @param nowMs the moment at which examples without a `readAt` are read
 * @returns all faults, in the order of their places, if there are any
 */
export function readFormats(text: string, nowMs: number): ReadFormats {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (offset: number, problem: string): FormatFault => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), problem };
  };
  const faults = document.errors.map(({ message, pos }) => placed(pos[0], withHint(message)));
  faults.push(...unresolvedAliases(document, placed));
  // The last of several duplicate keys counts, so checking continues; other errors leave nothing to check.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY') || faults.length > document.errors.length)
    return { faults };
  const report = (path: Path, problem: string) => faults.push(placed(offsetOf(document, path), problem));
  const checked = checkFile(document.toJS({ maxAliasCount: 100 }), report, nowMs);
  if (faults.length > 0) return { faults: faults.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  return { formats: createFormatSet(checked.formats), examples: checked.examples };
}

/** Faults for aliases without an anchor in front of them; `toJS` would throw for them without their place. */
function unresolvedAliases(document: Document.Parsed, placed: (offset: number, problem: string) => FormatFault) {
  const faults: FormatFault[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      faults.push(placed(alias.range?.[0] ?? 0, `no anchor &${alias.source} stands in front of this alias`));
    },
  });
  return faults;
}

/** Adds a hint about the most common mistake: a layout without quotes. */
function withHint(message: string): string {
  return message.includes('reserved character') || message.includes('directive') || message.includes('cannot start')
    ? `${message}; put it in single quotes`
    : message;
}

function checkFile(value: unknown, report: Report, nowMs: number) {
  const formats: { own: OwnFormat; files: readonly string[]; units: readonly string[] }[] = [];
  const names = new Set<string>();
  let examples = 0;
  for (const [index, each] of listOf(value, report).entries()) {
    const path = ['formats', index];
    const name = nameOf(each);
    if (name !== undefined && names.has(name)) report([...path, 'name'], `${name}: the name is given twice`);
    // An empty name is a fault of its own.
    if (name !== undefined && name !== '') names.add(name);
    const { format, isWhole } = formatOf(each, path, report);
    if (format === undefined) continue;
    const { examples: texts = [], files = [], units = [], ...own } = format;
    formats.push({ own, files, units });
    examples += texts.length;
    checkFormat({ own, isWhole, texts, path, label: name ?? own.name }, report, nowMs);
  }
  return { formats, examples };
}

/** The list of formats, even beside unknown keys. Reports faults of the file itself. */
function listOf(value: unknown, report: Report): readonly unknown[] {
  const parsed = file.safeParse(value);
  if (parsed.success) return parsed.data.formats;
  const { issues } = parsed.error;
  reportIssues(issues, { value, path: [], known: Object.keys(file.shape) }, report);
  return issues.every(({ code }) => code === 'unrecognized_keys') ? (value as { formats: unknown[] }).formats : [];
}

/** The format, or the parts of it that can be checked further. */
function formatOf(value: unknown, path: Path, report: Report): { format?: FileFormat | undefined; isWhole: boolean } {
  const format = fileFormat.safeParse(value);
  if (format.success) return { format: format.data, isWhole: true };
  const place = { value, path, known: Object.keys(fileFormat.shape), name: nameOf(value) };
  reportIssues(format.error.issues, place, report);
  if (typeof value !== 'object' || value === null) return { isWhole: false };
  const wrong = format.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])],
  );
  const others = Object.entries(value).filter(([key]) => !wrong.includes(key));
  // Check the rest even if the name is taken.
  const rest = fileFormat.safeParse({ ...Object.fromEntries(others), name: freeName(path) });
  return { format: rest.data, isWhole: false };
}

function freeName(path: Path): string {
  return `format-${path.join('-')}`;
}

/** A format, its examples, and its place in the file. */
interface PlacedFormat {
  own: OwnFormat;
  /** False when faulty parts were left out. */
  isWhole: boolean;
  texts: readonly unknown[];
  path: Path;
  /** Its name in the file. */
  label: string;
}

function checkFormat({ isWhole, label: name, own, path, texts }: PlacedFormat, report: Report, nowMs: number): void {
  const compiled = compileFormat(own);
  const problems = 'problems' in compiled ? compiled.problems : [];
  for (const each of problems) report([...path, ...each.path], `${name}: ${each.path[0]}: ${each.problem}`);
  // The examples of a faulty format would only repeat its faults.
  const canRun = isWhole && problems.length === 0 && texts.length > 0;
  const check = canRun ? createExampleCheck(own) : () => [];
  for (const [index, text] of texts.entries()) {
    const at = [...path, 'examples', index];
    const place = { value: text, path: at, known: Object.keys(example.shape), name: `${name}: example ${index + 1}` };
    const parsed = example.safeParse(text);
    if (!parsed.success) reportIssues(parsed.error.issues, place, report);
    else {
      for (const difference of check(parsed.data, nowMs)) {
        report([...at, ...difference.path], `${place.name}: ${difference.problem}`);
      }
    }
  }
}

function nameOf(value: unknown): string | undefined {
  const name = (value as Partial<FileFormat> | null)?.name;
  return typeof name === 'string' ? name : undefined;
}

/** Offset of a part of the document; if the part is missing, of the nearest part around it. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key: each }) => isScalar(each) && String(each.value) === String(key))
      : undefined;
    const value = pair?.value ?? document.getIn(path.slice(0, length), true);
    const node = (length === path.length ? (value ?? pair?.key) : (pair?.key ?? value)) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
