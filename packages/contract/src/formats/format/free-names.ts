import { addAttributes, type NormalisedRecord } from '../../record/index.ts';

/**
 * Unique names when several values have the same name: the name itself, then `name.2`, `name.3`, …
 *
 * It remembers the last number of each name. Otherwise a line that repeats one name thousands of times would take a
 * time that grows with the square of its length.
 */
export class FreeNames {
  /** Made when the first name is taken: most lines have no name twice. */
  #last: Map<string, number> | undefined;

  /** A name that is not taken; the caller takes it. */
  find(taken: object, name: string): string {
    if (!Object.hasOwn(taken, name)) return name;
    this.#last ??= new Map();
    let number = this.#last.get(name) ?? 1;
    let candidate: string;
    do {
      number += 1;
      candidate = `${name}.${number}`;
    } while (Object.hasOwn(taken, candidate));
    this.#last.set(name, number);
    return candidate;
  }
}

/**
 * Adds attributes to a finished record under free names, so that the record's own values stay in their places. A value
 * that the record already has is not added, such as a process that is both in syslog's tag and in the text.
 */
export function addExtraAttributes(record: NormalisedRecord, members: Iterable<readonly [string, unknown]>): void {
  const attributes = record.attributes ?? {};
  const names = new FreeNames();
  addAttributes(
    attributes,
    Array.from(members)
      .filter(([name, value]) => !Object.hasOwn(attributes, name) || attributes[name] !== value)
      .map(([name, value]) => [names.find(attributes, name), value] as const),
  );
  record.attributes = attributes;
}
