import type { EqualsTest } from '../filter/filter.ts';
import { respelledNumber } from '../text/number-text.ts';

/** The test for a value as it is written. `5e2` in quotation marks is a text, and without them also the number 500. */
export function exactTest(text: string): EqualsTest {
  return { kind: 'equals', text, ...(respelledNumber(text) === undefined ? {} : { isExact: true }) };
}
