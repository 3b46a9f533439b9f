import { DEFAULT_JSON_KEYS, MAX_SERVICE_LENGTH, type RecordContext, severityNumberOf } from '../../record/index.ts';
import { type Instant, parseTimestamp } from '../../times/index.ts';
import type { Delivery } from './delivery.ts';

/**
 * Facts that a message carries beside its body: routing key, `app_id`, `timestamp` and headers, as clients of other
 * programs set them. They apply if the body has no value of its own. The nearest wins:
 *
 *     service    header > `SEVERITY.service` of the key > app_id > `logger.name.SEVERITY` of the key
 *     severity   header > first or last word of the key, in any case
 *     time       header > timestamp
 *
 * Headers have the names that a JSON record may use.
 */
export function carrierOf(delivery: Delivery): Omit<RecordContext, 'observedAt'> {
  const { appId, headers, routingKey } = delivery;
  const key = readKey(routingKey);
  const named = streamHeaders(headers);
  const service = [named.service, key.service, textOf(appId), key.logger];
  return {
    service: service.find((name) => name !== undefined)?.slice(0, MAX_SERVICE_LENGTH),
    severityNumber: named.severityNumber ?? key.severityNumber,
    timestamp: headerOf(headers, TIME_HEADERS, timeOf) ?? propertyTime(delivery),
  };
}

/** Service and severity in the headers of a message. */
export function streamHeaders(headers: Delivery['headers']): Pick<RecordContext, 'service' | 'severityNumber'> {
  return {
    service: headerOf(headers, SERVICE_HEADERS, textOf),
    severityNumber: headerOf(headers, DEFAULT_JSON_KEYS.severity, severityNumberOf),
  };
}

/** `name` and `logger` of a JSON record are not among them: as headers they can mean anything. */
const SERVICE_HEADERS = [
  ...DEFAULT_JSON_KEYS.service.filter((name) => name !== 'name' && name !== 'logger'),
  // Spring's appender for Logback and Log4j.
  'applicationId',
];
/** RabbitMQ's own plugin writes the first, which includes the milliseconds that the property lacks. */
const TIME_HEADERS = ['timestamp_in_ms', ...DEFAULT_JSON_KEYS.timestamp.filter((name) => name.length > 1)];

interface KeyParts {
  severityNumber?: number | undefined;
  /** The part after the severity. */
  service?: string | undefined;
  /** The part before it, usually the name of a logger. */
  logger?: string | undefined;
}

function readKey(routingKey: string): KeyParts {
  const first = routingKey.indexOf('.');
  if (first < 0) return { severityNumber: severityOfWord(routingKey) };
  const atStart = severityOfWord(routingKey.slice(0, first));
  if (atStart !== undefined) return { severityNumber: atStart, service: textOf(routingKey.slice(first + 1)) };
  const last = routingKey.lastIndexOf('.');
  const atEnd = severityOfWord(routingKey.slice(last + 1));
  return atEnd === undefined ? {} : { severityNumber: atEnd, logger: textOf(routingKey.slice(0, last)) };
}

/** Single letters and bare numbers in a key are parts of names. */
function severityOfWord(word: string): number | undefined {
  return /^[a-z]{3,13}[2-4]?$/i.test(word) ? severityNumberOf(word) : undefined;
}

function headerOf<T>(
  headers: Readonly<Record<string, unknown>>,
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const name of names) {
    const value = Object.hasOwn(headers, name) ? read(headers[name]) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * Some programs write units finer than seconds into it, and we read it in their unit. A time before 1973 was never set.
 */
function propertyTime({ timestampMs = 0 }: Delivery): Instant | undefined {
  return timestampMs >= 1e11 ? timeOf(timestampMs) : undefined;
}

/** Clients that have no time write 0. */
function timeOf(value: unknown): Instant | undefined {
  const time = parseTimestamp(value);
  return time === undefined || time.ms <= 0 ? undefined : time;
}
