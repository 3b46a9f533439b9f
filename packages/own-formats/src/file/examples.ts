import { formatTimestamp, type NormalisedRecord, parseTimestamp } from '@logwarren/contract';
import { splitRecords } from '@logwarren/contract/formats';
import type { Example, Expectation, OwnFormat } from '../format/format-schema.ts';
import type { ReadOutcome } from '../reading/line-reader.ts';
import { createTextReader } from '../reading/text-reader.ts';

/** A difference between an example and the records that its text gives. */
interface ExampleOutcome {
  /** Keys that lead to the difference, from the example. */
  path: readonly (string | number)[];
  problem: string;
}

/** The result of a text: a record, or the reason why it gives no record. */
type Given = NormalisedRecord | 'dropped' | 'unmatched';

/**
 * Makes the check for the examples of a format.
 *
 * @returns a function that returns the differences of an example; empty if its text gives what the example expects
 */
export function createExampleCheck(own: OwnFormat): (example: Example, nowMs: number) => ExampleOutcome[] {
  const read = createGivenReader(own);
  return ({ gives, readAt, text }, nowMs) => differencesOf(gives, read(text, parseTimestamp(readAt)?.ms ?? nowMs));
}

function differencesOf(gives: Example['gives'], given: readonly Given[]): ExampleOutcome[] {
  if (!Array.isArray(gives)) {
    const [only, ...others] = given;
    if (only !== undefined && others.length === 0) return differences(gives, only, ['gives']);
    return [{ path: ['gives'], problem: `the text is ${records(given.length)}, not 1; list what each gives` }];
  }
  if (gives.length !== given.length) {
    return [{ path: ['gives'], problem: `the text is ${records(given.length)}, not ${gives.length}` }];
  }
  return gives.flatMap((each, index) => differences(each, given[index] as Given, ['gives', index]));
}

function createGivenReader(own: OwnFormat): (text: string, observedAt: number) => Given[] {
  let outcome: ReadOutcome = 'other';
  const reader = createTextReader(
    { own, format: 'auto', fallbackService: '' },
    {
      onOutcome: (_format, each) => {
        outcome = each;
      },
    },
  );
  return (text, observedAt) =>
    splitRecords(Buffer.from(text), reader.createJoiner()).map((each) => {
      outcome = 'other';
      const record = reader.parse(each, observedAt);
      if (record === undefined) return 'dropped';
      return own.pattern !== undefined && outcome === 'other' ? 'unmatched' : record;
    });
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

function differences(expected: Expectation, given: Given, path: readonly (string | number)[]): ExampleOutcome[] {
  if (typeof expected === 'string' || typeof given === 'string') {
    if (expected === given) return [];
    return [{ path, problem: `is ${typeof given === 'string' ? given : 'a record'}, not ${wordOf(expected)}` }];
  }
  const fields = Object.entries(expected).filter(([name]) => name !== 'attributes');
  const found = fields.flatMap(([name, value]) => {
    const is = fieldOf(given, name);
    return isSame(name, is, value) ? [] : [difference([...path, name], name, is, value)];
  });
  const attributes = Object.entries(expected.attributes ?? {}).flatMap(([name, value]) => {
    const is = given.attributes?.[name];
    // YAML reads 4711 as a number, whether the attribute is a number or a text.
    return is !== undefined && String(is) === String(value)
      ? []
      : [difference([...path, 'attributes', name], name, is, value)];
  });
  return [...found, ...attributes];
}

function wordOf(expected: Expectation): string {
  return typeof expected === 'string' ? expected : 'a record';
}

function difference(path: readonly (string | number)[], name: string, is: unknown, value: unknown): ExampleOutcome {
  return { path, problem: `${name} is ${is === undefined ? 'not there' : shown(is)}, not ${shown(value)}` };
}

function fieldOf(record: NormalisedRecord, name: string): unknown {
  if (name === 'timestamp') return formatTimestamp(record.timestamp, record.nanos);
  return record[name as keyof NormalisedRecord];
}

function isSame(name: string, is: unknown, value: unknown): boolean {
  if (name !== 'timestamp') return is === value;
  const wanted = parseTimestamp(value);
  return wanted !== undefined && formatTimestamp(wanted.ms, wanted.nanos) === is;
}

const MAX_SHOWN = 200;

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
