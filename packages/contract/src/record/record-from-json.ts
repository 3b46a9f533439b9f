import { jsonText } from '../json/index.ts';
import { instantOf, parseLogTime, takeTime } from '../times/index.ts';
import { addAttributes } from './flatten-attributes.ts';
import { type Attributes, MAX_SERVICE_LENGTH, type NormalisedRecord, type WireRecord } from './log-record.ts';
import { createRecord, isPresent, type RecordContext, type RecordParts } from './normalise-record.ts';
import { severityTextOf } from './severity.ts';

/**
 * Keys of a JSON log object for each field of a record; each list in order of preference. Every other key becomes an
 * attribute. `service.name` also stands for `{ service: { name } }`, one level deep.
 */
export interface JsonKeys {
  timestamp: readonly string[];
  severity: readonly string[];
  message: readonly string[];
  service: readonly string[];
  traceId: readonly string[];
  spanId: readonly string[];
}

/** Keys of winston, zap, logrus, slog, ECS and OpenTelemetry's own names; the formats know further ones. */
export const DEFAULT_JSON_KEYS: JsonKeys = Object.freeze({
  timestamp: ['timestamp', 'time', '@timestamp', 'ts', 'datetime', 'date', 't'],
  severity: ['severity', 'level', 'lvl', 'log.level', 'levelname', 'loglevel', 'severityText', 'severity_text'],
  message: ['message', 'msg', 'log', 'short_message', 'body', 'event'],
  service: ['service', 'service.name', 'service_name', 'serviceName', 'app', 'application'],
  traceId: ['traceId', 'trace_id', 'trace.id', 'traceID', 'otelTraceID'],
  spanId: ['spanId', 'span_id', 'span.id', 'spanID', 'otelSpanID'],
});

/** A record, or the reason why the value is not one, with the value if a caller keeps it. */
export type RecordOrProblem<Kind extends WireRecord = NormalisedRecord> =
  | { record: Kind }
  | { problem: string; value?: unknown };

/**
 * Makes a record from a JSON object of any logger; every object is a record.
 *
 * Without a message under any of the keys, the message is the text of the object itself. An invalid time stays an
 * attribute. So does a `service` that is not a text of 1 to 128 characters, or is a clock, an elapsed time or a
 * severity. Another key may name them. An unknown severity is INFO with the original kept; see `severityFields`.
 *
 * @param value as `parseJson` returns it
 * @param text returns the text that the value was parsed from, if known
 */
export function recordFromJson(
  value: unknown,
  context: RecordContext,
  keys: JsonKeys = DEFAULT_JSON_KEYS,
  text?: () => string,
): RecordOrProblem {
  if (!isObject(value)) {
    return { problem: `a record is a JSON object, this is ${describe(value)}` };
  }
  const fields = new JsonFields(value);
  const message = fields.take(keys.message, isText) ?? fields.take(keys.message, isPresent) ?? text?.() ?? value;
  let timestamp: RecordParts['timestamp'];
  const isTime = (each: unknown) => {
    timestamp = parseLogTime(each);
    return timestamp !== undefined;
  };
  fields.take(keys.timestamp, isTime);
  let isYearless = false;
  const isTimeOfYear = (each: unknown) => {
    const time = typeof each === 'string' ? takeTime(each.trim(), 0, context.observedAt) : undefined;
    isYearless = time?.isYearless === true && time.end === String(each).trim().length;
    if (isYearless) timestamp = time && instantOf(time);
    return isYearless;
  };
  if (timestamp === undefined) fields.take(keys.timestamp, isTimeOfYear);
  const service =
    fields.take(keys.service, isServiceName) ?? (isPino(value) ? fields.take(['name'], isServiceName) : undefined);
  const severityNumber = fields.take(['severityNumber', 'severity_number'], isOtelNumber);
  const severityWord = fields.take(keys.severity, isPresent);
  const severityText = fields.take(['severityText', 'severity_text'], isText) ?? severityWord;
  const parts: RecordParts = {
    message: typeof message === 'string' ? message : jsonText(message),
    timestamp,
    service: service as string | undefined,
    traceId: fields.take(keys.traceId, isPresent),
    spanId: fields.take(keys.spanId, isPresent),
    ...severityParts(severityNumber, severityWord),
  };
  parts.attributes = fields.rest();
  const record = createRecord(parts, context);
  if (isYearless) context.onBorrowedTime?.(record, 'year');
  const saysMore = severityNumber !== undefined || severityText !== severityWord;
  if (saysMore && typeof severityText === 'string' && severityText !== record.severity) {
    record.severityText = severityTextOf(severityText);
  }
  return { record };
}

/** pino and bunyan name the program; for others `name` is a logger, a file or a person. */
function isPino({ level, msg }: Record<string, unknown>): boolean {
  return typeof level === 'number' && level >= 10 && msg !== undefined;
}

function severityParts(number: unknown, word: unknown): Pick<RecordParts, 'severity' | 'severityScale'> {
  return number === undefined ? { severity: word } : { severity: number, severityScale: 'otel' };
}

/** Takes the known keys out of an object without changing it; the remaining keys become attributes. */
class JsonFields {
  readonly #object: Record<string, unknown>;
  readonly #taken = new Set<string>();
  /** Members taken out of an object, by its key. */
  readonly #takenInside = new Map<string, Set<string>>();

  constructor(object: Record<string, unknown>) {
    this.#object = object;
  }

  peek(key: string): unknown {
    return this.has(key) ? this.#object[key] : undefined;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object, key) && !this.#taken.has(key);
  }

  take(keys: readonly string[], accepts: (value: unknown) => boolean): unknown {
    for (const key of keys) {
      if (this.has(key)) {
        if (!accepts(this.#object[key])) continue;
        this.#taken.add(key);
        return this.#object[key];
      }
      const inside = key.includes('.') ? this.#takeInside(key, accepts) : undefined;
      if (inside !== undefined) return inside;
    }
    return undefined;
  }

  #takeInside(key: string, accepts: (value: unknown) => boolean): unknown {
    const dot = key.indexOf('.');
    const parent = key.slice(0, dot);
    const name = key.slice(dot + 1);
    const container = this.peek(parent);
    if (!isObject(container) || !Object.hasOwn(container, name) || !accepts(container[name])) return undefined;
    this.#takenInside.set(parent, (this.#takenInside.get(parent) ?? new Set()).add(name));
    return container[name];
  }

  rest(): Attributes {
    const attributes: Attributes = {};
    addAttributes(attributes, this.#others());
    return attributes;
  }

  /** A list, because a generator would take a tenth of the time of reading an object. */
  #others(): [string, unknown][] {
    const others: [string, unknown][] = [];
    for (const key in this.#object) {
      if (this.#taken.has(key)) continue;
      const value = this.#object[key];
      const inside = this.#takenInside.get(key);
      if (inside === undefined) others.push([key === 'attributes' && isObject(value) ? '' : key, value]);
      else {
        for (const [name, member] of Object.entries(value as object))
          if (!inside.has(name)) others.push([`${key}.${name}`, member]);
      }
    }
    return others;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** An elapsed time, a clock, a severity, or a protocol with its port: real logs have all of them under `service`. */
const NOT_A_SERVICE =
  /^\s?(?:[\d.]{1,12}\s?(?:ns|us|µs|ms|s)|\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?|TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|(?:tcp|udp|TCP|UDP)\/\d{1,5})\s?$/;

function isServiceName(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > MAX_SERVICE_LENGTH || value.trim() === '') return false;
  return !NOT_A_SERVICE.test(value);
}

function isOtelNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 24;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return `the ${typeof value} ${show(value)}`;
}

function show(value: unknown): string {
  const text = jsonText(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
