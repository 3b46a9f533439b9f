import type { AttributeValue } from '@logwarren/contract/log-record';
import { type Instant, parseTimestamp } from '@logwarren/contract/parse-timestamp';
import type { FieldTest, RangeTest } from '../filter/filter.ts';
import { foldText } from '../text/fold-text.ts';
import { numberOfText, respelledNumber } from '../text/number-text.ts';
import { containsPhrase, foldPhrase } from '../text/words.ts';
import { containsGlob, isWholeMatch } from './match-text.ts';

/** Tests single values. Of all the matching code, the page needs only this, for the values of its filters. */

/**
 * Compiles the test of a field to a test of one of its values, as written.
 *
 * @param isMessage true if a star stands for text without white space, and the pattern may match anywhere in the value
 */
export function valueTest(test: FieldTest, isMessage: boolean): (value: NonNullable<AttributeValue>) => boolean {
  switch (test.kind) {
    case 'exists':
      return () => true;
    case 'equals': {
      const wanted = foldText(test.text);
      const number = test.isExact ? undefined : respelledNumber(test.text);
      return (value) =>
        foldText(String(value)) === wanted ||
        (number !== undefined && typeof value !== 'string' && String(value) === number);
    }
    case 'phrase': {
      const phrase = foldPhrase(test.phrase);
      return (value) => containsPhrase(foldText(String(value)), phrase);
    }
    case 'glob': {
      const fits = isMessage ? containsGlob : isWholeMatch;
      const pieces = test.pieces.map(foldText);
      return (value) => fits(foldText(String(value)), pieces);
    }
    case 'range':
      return rangePredicate(test);
  }
}

function rangePredicate(test: RangeTest): (value: NonNullable<AttributeValue>) => boolean {
  const { min, max, minNanos = 0, maxNanos = 0, includesMin, includesMax, isTime } = test;
  return (value) => {
    const moment = isTime ? momentOf(value) : undefined;
    const number = isTime ? moment?.ms : numberOf(value);
    if (number === undefined) return false;
    const nanos = moment?.nanos ?? 0;
    // biome-ignore lint/suspicious/noDoubleEquals: a number may be a bigint on one side
    const [toMin, toMax] = [number == min ? nanos - minNanos : 0, number == max ? nanos - maxNanos : 0];
    const isAfter = number > min || (number >= min && (includesMin ? toMin >= 0 : toMin > 0));
    return isAfter && (number < max || (number <= max && (includesMax ? toMax <= 0 : toMax < 0)));
  };
}

function numberOf(value: NonNullable<AttributeValue>): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'string' ? numberOfText(value) : undefined;
}

/** Moments in our own fields are already numbers of ms. */
function momentOf(value: NonNullable<AttributeValue>): Instant | undefined {
  if (typeof value === 'number') return { ms: value, nanos: 0 };
  const mayBe = typeof value === 'bigint' || (typeof value === 'string' && value.length < 50);
  return mayBe ? parseTimestamp(value) : undefined;
}
