import {
  arrayElements,
  countElements,
  type NormalisedRecord,
  parseForeignJson,
  type RecordOrProblem,
  SEVERITY_BASE,
  stringifyJson,
  toColumns,
  UNKNOWN_SERVICE,
  type WireRecord,
} from '@logwarren/contract';
import { createLineJoiner, createLineParser, isWholeObject } from '@logwarren/contract/formats';
import { textOf } from './body-text.ts';
import { carrierOf } from './carrier.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Delivery } from './message.ts';
import { batchIdOfMessage, identityOf } from './message-identity.ts';
import type { ReadDelivery } from './read-delivery.ts';
import { Unreadable } from './unreadable.ts';

/**
 * From a message of another program to records:
 *
 *     a JSON array with an object in it    a record for each object; what else stands in it is a dead letter of its own
 *     objects, each on lines of its own    a record for each, and for what stands between them, as in a file
 *     anything else                        one record, whatever its lines are: who sends a message knows where it ends
 *
 * Texts are read by the parser that reads files, so the same line is the same record, however it comes. What they do not say,
 * the message may say beside them (`carrier.ts`). Records are told apart by their position in the message.
 */

/** Ids have 16 bits for the position. */
export const MAX_POSITIONS = 65_536;

const parser = createLineParser({ format: 'auto', fallbackService: UNKNOWN_SERVICE });

/**
 * Reads a message that is not a batch.
 *
 * @param body unpacked
 * @returns one for each service and severity, those without a time apart, in the order of their first records
 * @throws Unreadable
 */
export function readForeign(delivery: Delivery, body: Buffer, now: number): ReadDelivery[] {
  const text = withoutBlankLines(textOf(body));
  if (text.trim() === '') throw new Unreadable('body-empty', 'the body holds no text');
  const elements = readArray(delivery, text, now) ?? readLines(delivery, text, now);
  const records = elements ?? [{ record: parser.parse(text, now, carrierOf(delivery)) }];
  const identity = { batchId: batchIdOfMessage(delivery, body), identity: identityOf(delivery)?.kind };
  const groups = groupByStream(records, body.length);
  const letters = records.flatMap((each, index) => ('letter' in each ? [{ ...each.letter, recordIndex: index }] : []));
  return groups.map((group, i) => ({ ...identity, ...group, letters: i === 0 ? letters : [] }));
}

/** Blank lines before a record do not belong to it, as in files. By a loop: a pattern runs out of stack on some MiB of them. */
function withoutBlankLines(text: string): string {
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) start = at + 1;
    else if (code !== 32 && code !== 9 && code !== 13) break;
  }
  return start === 0 ? text : text.slice(start);
}

type ReadElement = { record: NormalisedRecord } | { letter: DeadLetter };

/** @returns undefined for what is not an array, and for one without an object, which is a text like any other */
function readArray(delivery: Delivery, text: string, now: number): ReadElement[] | undefined {
  if (!mayHoldObjects(text)) return undefined;
  // Before they are parsed: objects take many times their text.
  if (countElements(text, MAX_POSITIONS) > MAX_POSITIONS) throw tooMany();
  const values = parsedArray(text);
  if (values === undefined || !values.some(isObject)) return undefined;
  const carrier = carrierOf(delivery);
  let texts: string[] | undefined;
  return values.map((value, index) => {
    const textAt = () => {
      texts ??= arrayElements(text);
      return texts[index] ?? '';
    };
    return elementOf(parser.parseObject(value, textAt, now, carrier), textAt);
  });
}

function mayHoldObjects(text: string): boolean {
  return /^\s*\[/.test(text) && text.trimEnd().endsWith(']') && text.includes('{');
}

function parsedArray(text: string): unknown[] | undefined {
  try {
    const value = parseForeignJson(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function elementOf(read: RecordOrProblem, text: () => string): ReadElement {
  if ('record' in read) return read;
  return { letter: { body: Buffer.from(text()), reason: 'record-invalid', explanation: read.problem } };
}

/** @returns undefined for anything but at least two objects, of which one is at the beginning */
function readLines(delivery: Delivery, text: string, now: number): ReadElement[] | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('\n')) return undefined;
  const texts = recordTexts(text);
  const [first = '', ...others] = texts;
  if (!beginsWithObject(first) || !others.some(beginsWithObject)) return undefined;
  if (texts.length > MAX_POSITIONS) throw tooMany();
  const carrier = carrierOf(delivery);
  return texts.map((each) => ({ record: parser.parse(each, now, carrier) }));
}

function beginsWithObject(text: string): boolean {
  const end = text.indexOf('\n');
  return isWholeObject(end < 0 ? text : text.slice(0, end)) || (end >= 0 && isWholeObject(text));
}

/** Texts of the records that a file with these lines would hold, without blank ones; at most one more than may be. */
function recordTexts(text: string): string[] {
  const joiner = createLineJoiner();
  const texts: string[] = [];
  const keep = (record: string | undefined) => {
    if (record !== undefined && record.trim() !== '') texts.push(record);
  };
  for (let start = 0; start < text.length && texts.length <= MAX_POSITIONS; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    keep(joiner.push(line.endsWith('\r') ? line.slice(0, -1) : line));
    start = end < 0 ? text.length : end + 1;
  }
  keep(joiner.flush());
  return texts;
}

function tooMany(): Unreadable {
  return new Unreadable('body-too-many-records', `the body holds more than ${MAX_POSITIONS} records`);
}

type Stream = Omit<ReadDelivery, 'batchId' | 'identity' | 'letters'>;

/** @param bodyBytes size of all of them */
function groupByStream(elements: readonly ReadElement[], bodyBytes: number): Stream[] {
  const groups = new Map<string, Omit<Stream, 'records'> & { records: WireRecord[] }>();
  elements.forEach((each, index) => {
    if (!('record' in each)) return;
    const { service, severity, ...wire } = each.record;
    if (wire.severityNumber === SEVERITY_BASE[severity]) delete (wire as WireRecord).severityNumber;
    // Parts of a group are made by hours: the moment of reading, which differs when the message comes again, must not mix with others.
    const isUndated = wire.timestamp === wire.observedAt;
    const key = `${isUndated} ${severity} ${service}`;
    const group = groups.get(key) ?? { service, severity, records: [], indexes: [], sizeBytes: 0 };
    groups.set(key, group);
    group.records.push(wire);
    group.indexes.push(index);
    group.sizeBytes += elements.length === 1 ? bodyBytes : Buffer.byteLength(stringifyJson(wire));
  });
  return [...groups.values()].map((group) => ({ ...group, records: toColumns(group.records) }));
}
