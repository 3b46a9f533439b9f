import { addAttributes, type NormalisedRecord } from '../../record/index.ts';
import { FreeNames } from './free-names.ts';

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
