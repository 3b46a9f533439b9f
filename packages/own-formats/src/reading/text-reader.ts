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
} from '@logwarren/contract/formats';
import { type CompiledFormat, compileFormat } from './compile-format.ts';
import { createEntryReader } from './entry-reader.ts';
import type { OwnFormat, UnitFormat } from './format-schema.ts';

/** How lines are read: the settings of the built-in reader, and the own format that is asked before it. */
export interface ReaderSettings extends LineParserOptions {
  own?: OwnFormat | undefined;
  /** The own formats of entries of the journal, by their unit or identifier; they win over `own`. */
  units?: UnitFormat[] | undefined;
}

/** Verdict of an own format on a record: `other` is read by the built-in reader. */
export type ReadOutcome = 'matched' | 'other' | 'dropped';

/** Reports of a reader. */
export interface ReaderListeners {
  /** Told what an own format with a pattern, or with rules for dropping, said to each record. */
  onOutcome?: ((format: string, outcome: ReadOutcome) => void) | undefined;
  /** See `createLineParser`. */
  onUnsetSeverity?: LineParserHooks['onUnsetSeverity'];
  /** Told of each line that describes its file and is not a record, as `#Fields: …`. */
  onHeaderLine?: (() => void) | undefined;
}

/** Facts about a record beside its text. */
export interface ReaderCarrier extends Carrier {
  /** True for ranges that a build read which made records of lines that describe their file. */
  keepsHeaderLines?: boolean;
}

/** Makes records of lines. */
export interface TextReader {
  /**
   * Makes a joiner for one input.
   *
   * @param version of the built-in rules
   */
  createJoiner: (version?: number) => LineJoiner;
  /** See `LineParser`; undefined for a record that the own format drops, and for a line that describes its file. */
  parse: (text: string, observedAt: number, carrier?: ReaderCarrier) => NormalisedRecord | undefined;
  /** See `LineParser`. The own format is asked about what the object wraps, such as the `log` of Fluent Bit. */
  parseObject: (value: unknown, text: () => string, observedAt: number) => RecordOrProblem | undefined;
}

/**
 * Makes the reader of settings; without an own format it is the built-in one.
 */
export function createTextReader(settings: ReaderSettings, listeners: ReaderListeners = {}): TextReader {
  const { units = [], ...others } = settings;
  if (units.length === 0) return createReader(others, listeners);
  return createEntryReader(
    units,
    (own) => createReader(own === undefined ? others : { ...others, own }, listeners),
    (own) => compiledOf(own).starts,
  );
}

function createReader(settings: ReaderSettings, listeners: ReaderListeners): TextReader {
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
  // By record, because the reader looks at the texts behind one as well, and asks about some that it then reads otherwise.
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
    createJoiner: (version) => createLineJoiner(version, compiled.starts),
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

/** The file was checked when it was read, and so was the checkpoint that keeps the format. */
function compiledOf(own: OwnFormat): CompiledFormat {
  const compiled = compileFormat(own);
  if ('problems' in compiled) throw new Error(`BUG: the format ${own.name} was not checked`);
  return compiled;
}
