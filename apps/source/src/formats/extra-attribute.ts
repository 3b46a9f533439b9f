import {
  type Attributes,
  addAttribute,
  cutText,
  MAX_ATTRIBUTE_BYTES,
  type NormalisedRecord,
  OVERFLOW_ATTRIBUTE,
} from '@logwarren/contract';

/**
 * Adds an attribute to a finished record without pushing out what is there: a taken name gets `.2`, `.3` and so on, and a
 * record that is full keeps the value in its overflow attribute.
 */
export function addExtraAttribute(record: NormalisedRecord, name: string, value: unknown): void {
  record.attributes ??= {};
  const attributes = record.attributes;
  const free = freeName(attributes, name);
  const overflow = attributes[OVERFLOW_ATTRIBUTE];
  if (typeof overflow !== 'string') addAttribute(attributes, free, value);
  else attributes[OVERFLOW_ATTRIBUTE] = cutText(joinOverflow({ [free]: value }, overflow), MAX_ATTRIBUTE_BYTES);
}

/** The name, or the first of `name.2`, `name.3`, … that is not taken. */
export function freeName(taken: Attributes | Record<string, unknown>, name: string): string {
  if (!Object.hasOwn(taken, name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name}.${number}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}

/** An overflow that was cut is no JSON any more; then the texts stand beside each other. */
function joinOverflow(extra: Record<string, unknown>, overflow: string): string {
  try {
    return JSON.stringify({ ...extra, ...(JSON.parse(overflow) as object) });
  } catch {
    return `${JSON.stringify(extra)} ${overflow}`;
  }
}
