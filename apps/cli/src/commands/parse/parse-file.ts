import { hasOwnTime, type NormalisedRecord } from '@logwarren/contract';
import {
  createRecordReader,
  type FormatName,
  headerOf,
  isBinary,
  isCompressed,
  LayoutLearner,
  NOTHING_LEARNT,
  type PlacedText,
  type RecordReader,
  readFileOrigin,
  TextsAhead,
} from '@logwarren/contract/formats';
import { createTextReader, type OwnFormat, type UnitFormat } from '@logwarren/own-formats';
import { UsageError } from '../../exit/exit-codes.ts';
import { readInput, STANDARD_INPUT } from './read-input.ts';

/** Name of the format of a record that no format recognised. */
export const UNKNOWN_FORMAT = 'raw';

/** A record, and the lines of a file that it comes from. */
export interface ParsedText {
  /** Number of the first line, from 1. */
  line: number;
  /** Formats from the outside in, as `docker/json`. */
  format: string;
  record: NormalisedRecord;
  hasOwnTime: boolean;
  hasOwnSeverity: boolean;
}

/** How files are read. */
interface FileOptions {
  format: FormatName;
  own?: OwnFormat | undefined;
  /** Formats for entries of the journal. */
  units?: UnitFormat[] | undefined;
  service?: string | undefined;
  /** Zone of times that name none. */
  timeZone: string;
  observedAt: number;
  signal: AbortSignal;
  /** Called for each record that a format of the user drops. */
  onDropped: () => void;
  /** Called for each line that describes the file, such as `#Fields: …`. */
  onHeaderLine: () => void;
  /** Called at the end with the number of lines. */
  onEnd: (lines: number) => void;
}

/**
 * Reads a file as a source does, with the same joiner and the same parser.
 *
 * @returns records in the order of their lines
 * @throws UsageError when the file cannot be read or is not text; AbortError after the signal
 */
export async function* parseFile(path: string, options: FileOptions): AsyncGenerator<ParsedText, void, void> {
  const { createJoiner, readAll, readRest } = await createTextParser(path, options);
  const reader = createRecordReader(createJoiner());
  try {
    let isFirst = true;
    for await (const bytes of readInput(path, options.signal)) {
      if (bytes === undefined) {
        yield* readAll(reader.pause());
        yield* readRest();
        continue;
      }
      if (isFirst) checkText(path, bytes);
      isFirst = false;
      yield* readAll(reader.push(bytes));
      checkLine(path, reader);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError || code === undefined || options.signal.aborted) throw error;
    throw new UsageError(`cannot read ${path}: ${READ_PROBLEMS[code] ?? (error as Error).message}`);
  }
  yield* readAll(reader.end());
  yield* readRest();
  options.onEnd(reader.lines);
}

const READ_PROBLEMS: Record<string, string | undefined> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory; name the files in it',
  EACCES: 'this user is not allowed to read it',
};

/** Longest line, in bytes, so that an endless device such as /dev/zero does not fill the memory. */
const MAX_OPEN_BYTES = 256 * 1024 * 1024;

function checkLine(path: string, { lines, openBytes }: RecordReader): void {
  if (openBytes <= MAX_OPEN_BYTES) return;
  const mebibytes = MAX_OPEN_BYTES / 1024 / 1024;
  throw new UsageError(`cannot read ${path}: line ${lines + 1} has no line break within ${mebibytes} MiB`);
}

const HEAD_BYTES = 1024;

/** Refuses files that a source skips too. */
function checkText(path: string, bytes: Buffer): void {
  const head = bytes.subarray(0, HEAD_BYTES);
  const kind = isCompressed(head) ? 'compressed' : isBinary(head) ? 'binary' : undefined;
  if (kind !== undefined) throw new UsageError(`cannot read ${path}: it is a ${kind} file`);
}

async function createTextParser(path: string, options: FileOptions) {
  const { format, onDropped, onHeaderLine, own, service, timeZone, observedAt, units } = options;
  const origin = path === STANDARD_INPUT ? { service: 'stdin', attributes: {} } : await readFileOrigin(path);
  const { attributes, service: fallbackService } = origin;
  const forceService = service !== undefined;
  const settings = { format, own, service, forceService, fallbackService, attributes, timeZone, units };
  const { createJoiner, parse } = createTextReader(settings, {
    onHeaderLine: () => {
      isHeaderLine = true;
    },
  });
  let isHeaderLine = false;
  let header: string | undefined;
  const layouts = new LayoutLearner(NOTHING_LEARNT);
  const held = new TextsAhead<PlacedText>();
  function* read({ line, text }: PlacedText): Generator<ParsedText, void, void> {
    header = headerOf(text, header) ?? header;
    const formats: string[] = [];
    const unset = new Set<NormalisedRecord>();
    isHeaderLine = false;
    layouts.follow(
      held.ahead.map((each) => each.text),
      0,
    );
    const record = parse(text, observedAt, {
      header,
      layouts,
      onFormat: (name) => formats.unshift(name),
      onUnsetSeverity: (each) => unset.add(each),
    });
    if (record === undefined) return isHeaderLine ? onHeaderLine() : onDropped();
    yield {
      line,
      format: formats.join('/') || UNKNOWN_FORMAT,
      record,
      hasOwnTime: hasOwnTime(record),
      hasOwnSeverity: !unset.has(record),
    };
  }
  function* readAll(placed: Iterable<PlacedText>): Generator<ParsedText, void, void> {
    for (const each of placed) {
      const ready = held.push(each);
      if (ready !== undefined) yield* read(ready);
    }
  }
  function* readRest(): Generator<ParsedText, void, void> {
    for (const each of held.end()) yield* read(each);
  }
  return { createJoiner, readAll, readRest };
}
