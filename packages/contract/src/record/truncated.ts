import { setOwn } from '../json/index.ts';
import { type Attributes, MAX_ATTRIBUTES } from './log-record.ts';

/**
 * Attribute that lists the names of the cut fields of a record, such as `message, exception.stacktrace`; the marks in
 * the fields show their sizes.
 */
const TRUNCATED_ATTRIBUTE = 'log.truncated';

/** Most names listed, so that the list itself cannot become long. */
const MAX_NAMES = 10;
const MORE = '…';

/**
 * Adds names to those in `TRUNCATED_ATTRIBUTE`. A record that already has the attribute, for example from an export,
 * keeps its names. A record without room for another attribute has only the marks in its texts.
 */
export function markTruncated(into: Attributes, names: readonly string[]): void {
  const isNew = !Object.hasOwn(into, TRUNCATED_ATTRIBUTE);
  if (isNew && Object.keys(into).length >= MAX_ATTRIBUTES) return;
  const before = isNew ? undefined : into[TRUNCATED_ATTRIBUTE];
  const all = new Set(typeof before === 'string' && before !== '' ? before.split(', ') : []);
  for (const name of names) all.add(all.size < MAX_NAMES ? name : MORE);
  setOwn(into, TRUNCATED_ATTRIBUTE, [...all].join(', '));
}
