import { createReadStream } from 'node:fs';
import { formatTimestamp, hasOwnTime, machineTimeZone, type NormalisedRecord } from '@logwarren/contract';
import {
  createLineParser,
  createRecordReader,
  type FormatName,
  isBinary,
  isCompressed,
  readFileOrigin,
} from '@logwarren/contract/formats';
import { UsageError } from '../usage-error.ts';

/** Name of standard input among files. */
export const STANDARD_INPUT = '-';
/** Name of the format of a record that no format recognised. */
export const UNKNOWN_FORMAT = 'raw';

/** Some lines of a file, and the record that they make. */
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
export interface FileOptions {
  format: FormatName;
  service?: string | undefined;
  /** Of times that name none; that of the machine without it. */
  timeZone?: string | undefined;
  observedAt: number;
  /** Told how many lines there were. */
  onEnd: (lines: number) => void;
}

/**
 * Reads a file as a source does, by the same joiner and the same parser.
 *
 * @throws UsageError when it cannot be read, or is not text
 */
export async function* parseFile(path: string, options: FileOptions): AsyncGenerator<ParsedText, void, void> {
  const read = await createTextParser(path, options);
  const reader = createRecordReader();
  const input = path === STANDARD_INPUT ? process.stdin : createReadStream(path);
  try {
    let isFirst = true;
    for await (const bytes of input) {
      if (isFirst) checkText(path, bytes as Buffer);
      isFirst = false;
      for (const { text, line } of reader.push(bytes as Buffer)) yield read(text, line);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
  for (const { text, line } of reader.end()) yield read(text, line);
  options.onEnd(reader.lines);
}

const HEAD_BYTES = 1024;

/** A source skips such files, too. */
function checkText(path: string, bytes: Buffer): void {
  const head = bytes.subarray(0, HEAD_BYTES);
  const kind = isCompressed(head) ? 'compressed' : isBinary(head) ? 'binary' : undefined;
  if (kind !== undefined) throw new UsageError(`cannot read ${path}: it is a ${kind} file`);
}

async function createTextParser(
  path: string,
  { format, service, timeZone = machineTimeZone(), observedAt }: FileOptions,
) {
  const origin = path === STANDARD_INPUT ? { service: 'stdin', attributes: {} } : await readFileOrigin(path);
  const { attributes, service: fallbackService } = origin;
  const forceService = service !== undefined;
  const parser = createLineParser({ format, service, forceService, fallbackService, attributes, timeZone });
  return (text: string, line: number): ParsedText => {
    const formats: string[] = [];
    const unset = new Set<NormalisedRecord>();
    const record = parser.parse(text, observedAt, {
      onFormat: (name) => formats.unshift(name),
      onUnsetSeverity: (each) => unset.add(each),
    });
    return {
      line,
      format: formats.join('/') || UNKNOWN_FORMAT,
      record,
      hasOwnTime: hasOwnTime(record),
      hasOwnSeverity: !unset.has(record),
    };
  };
}

/** A record as the API shows it; one that was not sent has no id. */
export function recordJson(record: NormalisedRecord) {
  const { attributes = {}, message, nanos, observedAt, service, severity, severityNumber } = record;
  return {
    timestamp: formatTimestamp(record.timestamp, nanos),
    service,
    severity,
    severityNumber,
    ...(record.severityText === undefined ? {} : { severityText: record.severityText }),
    message,
    ...(record.traceId === undefined ? {} : { traceId: record.traceId }),
    ...(record.spanId === undefined ? {} : { spanId: record.spanId }),
    attributes,
    observedAt: formatTimestamp(observedAt),
  };
}
