import { addAttributes, type NormalisedRecord } from '../../record/index.ts';

/**
 * Names for values of which several have the same one: the name itself, then `name.2`, `name.3`, …
 *
 * It remembers how far it got with each name: without that, a line that repeats one name thousands of times takes a time
 * that grows with the square of its length.
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
 * Adds attributes to a finished record; under free names, so that what the record says itself stays in its place. What it says
 * already, as the process that stands in syslog's tag and in the text again, is not added.
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
