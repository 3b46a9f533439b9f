import { addAttribute, type NormalisedRecord } from '../index.ts';

/** Adds an attribute to a finished record; under a free name, so that what the record says itself stays in its place. */
export function addExtraAttribute(record: NormalisedRecord, name: string, value: unknown): void {
  record.attributes ??= {};
  addAttribute(record.attributes, freeName(record.attributes, name), value);
}

/** The name, or the first of `name.2`, `name.3`, … that is not taken. */
export function freeName(taken: Record<string, unknown>, name: string): string {
  if (!Object.hasOwn(taken, name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name}.${number}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}
