import {
  type AttributeValue,
  addAttributes,
  createRecord,
  DEFAULT_JSON_KEYS,
  type JsonKeys,
  keepOwnTime,
  type NormalisedRecord,
  type RecordContext,
  type RecordOrProblem,
  serviceName,
} from '../record/index.ts';
import { createTimeZone, type TimeZone } from '../times/index.ts';
import { createObjectReader, createTextFormat } from './create-text-format.ts';
import { withoutRepeatedHeads } from './envelopes/repeated-heads.ts';
import { addExtraAttributes } from './format/free-names.ts';
import { type LineContext, rawRecord, type TextFormat } from './format/line-format.ts';
import type { FormatName } from './format-name.ts';
import { withoutColours, withoutColoursInside, withoutEscapedColours } from './text/terminal-codes.ts';

/** Attribute with the service that a record named, when the options force another. */
const ORIGINAL_SERVICE_ATTRIBUTE = 'service.original';

/** Settings for turning lines into records. */
export interface LineParserOptions {
  format: FormatName;
  /** Service of records that name no service; with `forceService`, of all records. */
  service?: string | undefined;
  forceService?: boolean | undefined;
  /** Service if neither the record nor `service` names one. */
  fallbackService: string;
  /** Attributes of all records; a record's own values under their names win. */
  attributes?: Readonly<Record<string, string | number>> | undefined;
  /** Zone of times without one, as `createTimeZone` takes it; UTC by default. */
  timeZone?: string | undefined;
  /** Keys of JSON and logfmt that replace the usual ones, list by list. */
  jsonKeys?: Partial<JsonKeys> | undefined;
}

/** Facts about a record that its text does not hold. */
export type Carrier = Omit<RecordContext, 'observedAt' | 'zone'> & Pick<LineContext, 'onFormat' | 'header' | 'layouts'>;

/** Functions that a parser calls. */
export interface LineParserHooks {
  /**
   * The format `auto` tries it before all others, and on the text inside an envelope; on an object, only on that text.
   */
  own?: TextFormat | undefined;
  /** Called for each record whose text names no severity, unless its carrier has its own listener. */
  onUnsetSeverity?: RecordContext['onUnsetSeverity'];
}

/** Makes records of text. */
export interface LineParser {
  /**
   * Makes a record of a text; the same text and time always give the same record, whatever was parsed before.
   *
   * Never throws. A text that the format does not know becomes the message unchanged, with severity unset and the time
   * of reading, so nothing is lost. A byte order mark and line breaks at the end are left out.
   *
   * @param text one record, as `LineJoiner` joins it: lines separated by `\n`, `\r` before it allowed
   * @param observedAt when it was read, ms since the epoch
   * @param carrier facts that the text lacks; they precede the options of the parser; not changed later
   */
  parse(text: string, observedAt: number, carrier?: Carrier): NormalisedRecord;
  /**
   * Makes a record of a JSON value, the same as the format `auto` makes of its text.
   *
   * @param text returns the text of the value; called when the value has no message
   * @param carrier facts that the value lacks
   */
  parseObject(value: unknown, text: () => string, observedAt: number, carrier?: Carrier): RecordOrProblem;
}

/** Makes a parser for one format, or for all formats that a line's look distinguishes. */
export function createLineParser(
  options: LineParserOptions,
  { onUnsetSeverity, own }: LineParserHooks = {},
): LineParser {
  const keys: JsonKeys = { ...DEFAULT_JSON_KEYS, ...withoutUndefined(options.jsonKeys) };
  const format = createTextFormat(options.format, keys, own);
  const readObject = createObjectReader(keys, own);
  const { service } = createRecord(
    { message: '', service: options.service },
    { observedAt: 0, service: options.fallbackService },
  );
  const forced = options.forceService === true && options.service?.trim() ? service : undefined;
  const zone = zoneOf(options.timeZone);
  const attributes = Object.entries(options.attributes ?? {});
  let borrower: NormalisedRecord | undefined;
  const onBorrowedTime: NonNullable<Carrier['onBorrowedTime']> = (record, borrowed) => {
    if (borrowed === 'time') borrower = record;
  };
  const createContext = (observedAt: number, carrier: Carrier | undefined): LineContext => {
    if (carrier === undefined) return { observedAt, service, zone, onBorrowedTime, onUnsetSeverity };
    const tellBoth: typeof onBorrowedTime = (record, borrowed) => {
      onBorrowedTime(record, borrowed);
      carrier.onBorrowedTime?.(record, borrowed);
    };
    const ours = { observedAt, service: serviceName(carrier.service) ?? service, zone, onBorrowedTime: tellBoth };
    const layouts = options.format === 'auto' ? carrier.layouts : undefined;
    return { onUnsetSeverity, ...carrier, ...ours, layouts, dayOrder: layouts ?? carrier.dayOrder };
  };
  // All records of one range share it: making a context for each takes a fifth of the time of an access log.
  let last: { carrier: Carrier | undefined; context: LineContext } | undefined;
  const contextOf = (observedAt: number, carrier: Carrier | undefined): LineContext => {
    borrower = undefined;
    if (last === undefined || last.carrier !== carrier || last.context.observedAt !== observedAt)
      last = { carrier, context: createContext(observedAt, carrier) };
    return last.context;
  };
  const shownText = options.format === 'raw' ? trimEnds : withoutDecoration;
  const look = (text: string, context: LineContext) => parseText(format, shownText(text), context);
  return {
    parse(text, observedAt, carrier) {
      const context = contextOf(observedAt, carrier);
      context.layouts?.begin(context, look);
      const record = parseText(format, shownText(text), context);
      context.layouts?.end();
      if (forced !== undefined && record.service !== forced) forceService(record, forced);
      if (attributes.length > 0) addMissing(record, attributes);
      if (record !== borrower) keepOwnTime(record);
      return record;
    },
    parseObject: (value, text, observedAt, carrier) => {
      const shown = withoutColoursInside(value);
      const shownText = shown === value ? text : () => withoutEscapedColours(text());
      const read = readObject(shown, shownText, contextOf(observedAt, carrier));
      if (!('record' in read)) return read;
      if (forced !== undefined && read.record.service !== forced) forceService(read.record, forced);
      if (read.record !== borrower) keepOwnTime(read.record);
      return read;
    },
  };
}

/** Undefined for UTC, which needs no conversion. */
function zoneOf(name: string | undefined): TimeZone | undefined {
  if (name === undefined || name === 'UTC') return undefined;
  const zone = createTimeZone(name);
  if (zone === undefined) throw new Error(`BUG: there is no time zone ${name}`);
  return zone;
}

function parseText(format: TextFormat, text: string, context: LineContext): NormalisedRecord {
  try {
    return format(text, context) ?? rawRecord(text, context);
  } catch {
    // No format is known to throw; a line is kept even if one does.
    return rawRecord(text, context);
  }
}

function addMissing(record: NormalisedRecord, members: readonly [string, AttributeValue][]): void {
  const attributes = record.attributes ?? {};
  addAttributes(
    attributes,
    members.filter(([name]) => !Object.hasOwn(attributes, name)),
  );
  record.attributes = attributes;
}

function forceService(record: NormalisedRecord, service: string): void {
  addExtraAttributes(record, [[ORIGINAL_SERVICE_ATTRIBUTE, record.service]]);
  record.service = service;
}

function withoutDecoration(text: string): string {
  return withoutRepeatedHeads(withoutColours(trimEnds(text)));
}

/** The text without a Windows byte order mark, and without line breaks and blank lines at the end. */
function trimEnds(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end -= 1;
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const trimmed = start === 0 && end === text.length ? text : text.slice(start, end);
  return trimmed.includes('\r\n') ? trimmed.replaceAll('\r\n', '\n') : trimmed;
}

function withoutUndefined(keys: Partial<JsonKeys> | undefined): Partial<JsonKeys> {
  return Object.fromEntries(Object.entries(keys ?? {}).filter(([, list]) => list !== undefined));
}
