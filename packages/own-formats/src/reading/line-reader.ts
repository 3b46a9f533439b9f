import { createRecord, type NormalisedRecord, type RecordOrProblem } from '@logwarren/contract';
import {
  type Carrier,
  createLineJoiner,
  createLineParser,
  isHeaderLine,
  type LineJoiner,
  type LineParserHooks,
  type LineParserOptions,
  type TextFormat,
  type TimedRuns,
} from '@logwarren/contract/formats';
import type { OwnFormat, UnitFormat } from '../format/format-schema.ts';
import { type CompiledFormat, compileFormat } from './compile-format.ts';

/** Settings of a reader: those of the built-in one, and the own format that is tried before it. */
export interface ReaderSettings extends LineParserOptions {
  own?: OwnFormat | undefined;
  /** Own formats for entries of the journal, chosen by unit or identifier; they take precedence over `own`. */
  units?: UnitFormat[] | undefined;
}

/** Outcome of an own format for a record; `other` means that the built-in reader read it. */
export type ReadOutcome = 'matched' | 'other' | 'dropped';

/** Functions that a reader calls. */
export interface ReaderListeners {
  /** Called for each record with the outcome of an own format that has a pattern or drops records. */
  onOutcome?: ((format: string, outcome: ReadOutcome) => void) | undefined;
  /** See `createLineParser`. */
  onUnsetSeverity?: LineParserHooks['onUnsetSeverity'];
  /** Called for each line that describes its file and is not a record, such as `#Fields: …`. */
  onHeaderLine?: (() => void) | undefined;
}

/** Facts about a record that are not in its text. */
export interface ReaderCarrier extends Carrier {
  /** True for ranges first read by a build that made records of lines that describe their file. */
  keepsHeaderLines?: boolean;
}

/** Turns lines into records. */
export interface TextReader {
  /**
   * Makes a joiner for one input.
   *
   * @param version of the built-in rules for joining lines; the newest by default
   * @param runs what the records before its first line have taught; see `createLineJoiner`
   */
  createJoiner: (version?: number, runs?: TimedRuns) => LineJoiner;
  /** See `LineParser`. Returns undefined for a record that the own format drops, and for a line that describes its file. */
  parse: (text: string, observedAt: number, carrier?: ReaderCarrier) => NormalisedRecord | undefined;
  /** See `LineParser`. The own format reads the text that the object wraps, such as the `log` of Fluent Bit. */
  parseObject: (value: unknown, text: () => string, observedAt: number) => RecordOrProblem | undefined;
}

/**
 * Makes the reader of lines in one own format, or in none.
 *
 * @param settings without `units`
 */
export function createLineReader(settings: ReaderSettings, listeners: ReaderListeners): TextReader {
  const reader = createRecordsReader(settings, listeners);
  if (settings.format !== 'auto') return reader;
  return {
    ...reader,
    parse(text, observedAt, carrier) {
      if (!isHeaderLine(text) || carrier?.keepsHeaderLines === true) return reader.parse(text, observedAt, carrier);
      listeners.onHeaderLine?.();
      return undefined;
    },
  };
}

function createRecordsReader(
  { own, ...options }: ReaderSettings,
  { onOutcome, onUnsetSeverity }: ReaderListeners,
): TextReader {
  if (own === undefined) return { createJoiner: createLineJoiner, ...createLineParser(options, { onUnsetSeverity }) };
  const compiled = compiledOf(own);
  // Kept by record, because the parser also tries the format on texts that it then reads in another way.
  const outcomes = new WeakMap<NormalisedRecord, ReadOutcome>();
  const format: TextFormat = (text, context) => {
    const isDropped = compiled.isDropped(text);
    const record = isDropped ? createRecord({ message: text }, context) : compiled.read(text, context);
    if (record !== undefined) outcomes.set(record, isDropped ? 'dropped' : 'matched');
    return record;
  };
  const parser = createLineParser(
    {
      ...options,
      format: 'auto',
      timeZone: own.zone ?? options.timeZone,
      fallbackService: own.service ?? options.fallbackService,
    },
    { onUnsetSeverity, own: format },
  );
  const isCounted = own.pattern !== undefined || own.drop !== undefined;
  const isKept = (record: NormalisedRecord): boolean => {
    const outcome = outcomes.get(record) ?? 'other';
    if (isCounted) onOutcome?.(own.name, outcome);
    return outcome !== 'dropped';
  };
  return {
    createJoiner: (version, runs) => createLineJoiner(version, runs, compiled.starts),
    parse(text, observedAt, carrier) {
      const record = parser.parse(text, observedAt, carrier);
      return isKept(record) ? record : undefined;
    },
    parseObject(value, text, observedAt) {
      const read = parser.parseObject(value, text, observedAt);
      return !('record' in read) || isKept(read.record) ? read : undefined;
    },
  };
}

/**
 * Compiles a format that was checked before: when its file was read, or the checkpoint that keeps it.
 *
 * @throws Error if it was not checked
 */
export function compiledOf(own: OwnFormat): CompiledFormat {
  const compiled = compileFormat(own);
  if ('problems' in compiled) throw new Error(`BUG: the format ${own.name} was not checked`);
  return compiled;
}
