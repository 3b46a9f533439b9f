import { countMembers } from '../../json/index.ts';
import type { WireRecord } from '../../record/index.ts';
import { Unreadable } from '../letters/index.ts';

/**
 * Limits on one message of another program, far above the messages of clients that gather records. Bytes alone bound
 * neither time nor memory: a body of 6 MB made 600,000 columns, which took 7 s in one turn and a gigabyte.
 */

/** Most records. */
export const MAX_FOREIGN_RECORDS = 10_000;
/** Most attributes of all records together. */
const MAX_FOREIGN_ATTRIBUTES = 200_000;
/**
 * Most columns of all parts together. Columns are expensive, about 10 µs and 1.5 KB each: a map keyed by ids makes one
 * for every key, and records of different hours or services share none.
 */
const MAX_FOREIGN_COLUMNS = 25_000;

/** Columns that a part usually has in addition to attributes. */
const FIELD_COLUMNS = 5;
/** Most records of a part. */
const PART_RECORDS = 1_000;

/**
 * Checks the texts of a body before they are parsed; texts that are not JSON do not count.
 *
 * @throws Unreadable body-too-many-attributes
 */
export function checkMembers(texts: readonly string[]): void {
  let left = MAX_FOREIGN_ATTRIBUTES;
  for (const text of texts) {
    if (/^\s*[{[]/.test(text)) left -= countMembers(text, left);
    if (left < 0) throw tooMany(`${MAX_FOREIGN_ATTRIBUTES} members in their JSON`);
  }
}

/** Counts the attributes of records, and the columns that they will make, before any are made. */
export class RecordLimits {
  readonly #parts = new Map<string, { count: number; names: Set<string> }>();
  #attributes = 0;
  #columns = 0;

  /**
   * Adds a record.
   *
   * @param stream the same for records that can be in one part
   * @throws Unreadable body-too-many-attributes
   */
  add({ attributes }: WireRecord, stream: string): void {
    let part = this.#parts.get(stream);
    if (part === undefined || part.count === PART_RECORDS) {
      part = { count: 0, names: new Set() };
      this.#parts.set(stream, part);
      this.#columns += FIELD_COLUMNS;
    }
    part.count += 1;
    const before = part.names.size;
    for (const name in attributes) {
      part.names.add(name);
      this.#attributes += 1;
    }
    this.#columns += part.names.size - before;
    if (this.#attributes > MAX_FOREIGN_ATTRIBUTES) throw tooMany(`${MAX_FOREIGN_ATTRIBUTES} attributes`);
    if (this.#columns > MAX_FOREIGN_COLUMNS) throw tooMany(`${MAX_FOREIGN_COLUMNS} columns: ${COLUMNS_HINT}`);
  }
}

const COLUMNS_HINT = 'attributes of different names, counted once for every service, severity and hour';

function tooMany(limit: string): Unreadable {
  return new Unreadable('body-too-many-attributes', `the records of the body have more than ${limit}`);
}
