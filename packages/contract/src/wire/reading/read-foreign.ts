import { createLineJoiner, createLineParser, isWholeObject } from '../../formats/index.ts';
import { arrayElements, countElements, parseForeignJson } from '../../json/index.ts';
import { type NormalisedRecord, type RecordContext, UNKNOWN_SERVICE } from '../../record/index.ts';
import { USUAL_ORDER } from '../../times/index.ts';
import { ATTEMPT_HEADER, type DeadLetter, ELEMENT_HEADER, Unreadable } from '../letters/index.ts';
import { bodyText } from './body-text.ts';
import { carrierOf } from './carrier.ts';
import type { Delivery, ReadDelivery } from './delivery.ts';
import { type BorrowedTime, RecordDivider } from './divide-records.ts';
import { batchIdOfMessage, identityOf } from './message-identity.ts';
import { checkMembers, MAX_FOREIGN_RECORDS } from './record-limits.ts';

/**
 * Reads records from a message of another program:
 *
 *     a JSON array with an object in it    a record for each object; every other element is a dead letter of its own
 *     objects, each on lines of its own    a record for each, and for the text between them, as in a file
 *     anything else                        one record, whatever its lines are: the sender knows where it ends
 *
 * The parser that reads files also reads these texts, so the same line is the same record, however it comes. If a text
 * lacks a value, the message may supply it (`carrier.ts`). Their position in the message distinguishes records.
 */

const parser = createLineParser({ format: 'auto', fallbackService: UNKNOWN_SERVICE });

/**
 * Reads a message that is not a batch.
 *
 * @param body unpacked
 * @returns one for each service and severity, those without a time apart, in the order of their first records
 * @throws Unreadable
 */
export function readForeign(delivery: Delivery, body: Buffer, now: number): ReadDelivery[] {
  const text = withoutBlankLines(bodyText(body));
  if (text.trim() === '') throw new Unreadable('body-empty', 'the body holds no text');
  const reading = new Reading(delivery, now);
  if (isElement(delivery)) checkElement(text);
  if (!readArray(text, reading) && !readLines(text, reading)) readOne(text, reading);
  const identity = { batchId: batchIdOfMessage(delivery, body), identity: identityOf(delivery)?.kind };
  const { divider, letters } = reading;
  return divider.groups(body.length).map((group, i) => ({ ...identity, ...group, letters: i === 0 ? letters : [] }));
}

/** True for an element of an array on its own. Only we send one, when we replay a dead letter. */
function isElement({ headers }: Delivery): boolean {
  return headers[ELEMENT_HEADER] === true && Number.isInteger(headers[ATTEMPT_HEADER]);
}

/** Judges an element as in its array. */
function checkElement(text: string): void {
  const value = parsedJson(text);
  if (value === undefined) return;
  const read = parser.parseObject(value, () => text, 0);
  if ('problem' in read) throw new Unreadable('record-invalid', read.problem);
}

/** Records and letters of one message. */
class Reading {
  readonly divider = new RecordDivider();
  readonly letters: DeadLetter[] = [];
  readonly #now: number;
  readonly #carrier: Omit<RecordContext, 'observedAt'>;
  #borrower: NormalisedRecord | undefined;
  #borrowed: BorrowedTime = 'nothing';

  constructor(delivery: Delivery, now: number) {
    this.#now = now;
    const onBorrowedTime: RecordContext['onBorrowedTime'] = (record, borrowed) => {
      this.#borrower = record;
      this.#borrowed = borrowed;
    };
    // The division of the records must not depend on the day on which the message is read.
    this.#carrier = { ...carrierOf(delivery), onBorrowedTime, dayOrder: USUAL_ORDER };
  }

  /** Reads a text. */
  text(text: string, index: number): void {
    this.#add(parser.parse(text, this.#now, this.#carrier), index);
  }

  /**
   * Reads an element of an array.
   *
   * @param text returns the text of the element
   */
  element(value: unknown, text: () => string, index: number): void {
    const read = parser.parseObject(value, text, this.#now, this.#carrier);
    if ('record' in read) this.#add(read.record, index);
    else {
      const letter = { body: Buffer.from(text()), reason: 'record-invalid', explanation: read.problem };
      this.letters.push({ ...letter, recordIndex: index });
    }
  }

  #add(record: NormalisedRecord, index: number): void {
    // A format that gave up may have borrowed a time for its own record.
    this.divider.add(record, index, this.#borrower === record ? this.#borrowed : 'nothing');
  }
}

/**
 * Removes blank lines before a record, as in files. It uses a loop, because a pattern runs out of stack on several MiB
 * of them.
 */
function withoutBlankLines(text: string): string {
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) start = at + 1;
    else if (code !== 32 && code !== 9 && code !== 13) break;
  }
  return start === 0 ? text : text.slice(start);
}

/** @returns false if it is not an array, or is an array without an object, which is a text like any other */
function readArray(text: string, reading: Reading): boolean {
  if (!mayHoldObjects(text)) return false;
  // Check before parsing, because objects take many times the memory of their text.
  if (countElements(text, MAX_FOREIGN_RECORDS) > MAX_FOREIGN_RECORDS) throw tooMany();
  checkMembers([text]);
  const values = parsedArray(text);
  if (values === undefined || !values.some(isObject)) return false;
  let texts: string[] | undefined;
  for (const [index, value] of values.entries()) {
    const textAt = () => {
      texts ??= arrayElements(text);
      return texts[index] ?? '';
    };
    reading.element(value, textAt, index);
  }
  return true;
}

function mayHoldObjects(text: string): boolean {
  return /^\s*\[/.test(text) && text.trimEnd().endsWith(']') && text.includes('{');
}

function parsedArray(text: string): unknown[] | undefined {
  const value = parsedJson(text);
  return Array.isArray(value) ? value : undefined;
}

/** Parses JSON; undefined for any other text. */
function parsedJson(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns false unless there are at least two objects, one of them at the beginning */
function readLines(text: string, reading: Reading): boolean {
  if (!/^\s*\{/.test(text) || !text.includes('\n')) return false;
  const texts = recordTexts(text);
  checkMembers(texts);
  const [first = '', ...others] = texts;
  if (!beginsWithObject(first) || !others.some(beginsWithObject)) return false;
  if (texts.length > MAX_FOREIGN_RECORDS) throw tooMany();
  for (const [index, each] of texts.entries()) reading.text(each, index);
  return true;
}

function readOne(text: string, reading: Reading): void {
  checkMembers([text]);
  reading.text(text, 0);
}

function beginsWithObject(text: string): boolean {
  const end = text.indexOf('\n');
  return isWholeObject(end < 0 ? text : text.slice(0, end)) || (end >= 0 && isWholeObject(text));
}

/**
 * Texts of the records that a file with these lines would hold, without blank ones; at most one more than the limit.
 */
function recordTexts(text: string): string[] {
  const joiner = createLineJoiner();
  const texts: string[] = [];
  const keep = (records: readonly string[]) => {
    for (const record of records) if (record.trim() !== '') texts.push(record);
  };
  for (let start = 0; start < text.length && texts.length <= MAX_FOREIGN_RECORDS; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    keep(joiner.push(line.endsWith('\r') ? line.slice(0, -1) : line));
    start = end < 0 ? text.length : end + 1;
  }
  keep(joiner.flush());
  return texts;
}

function tooMany(): Unreadable {
  return new Unreadable('body-too-many-records', `the body holds more than ${MAX_FOREIGN_RECORDS} records`);
}
