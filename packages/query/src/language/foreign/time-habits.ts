import type { Habit } from './habit.ts';
import { asText, NEGATION, negatedBy, START } from './terms.ts';

/** Times within queries of other systems. */

/** `earliest=-15m`, `latest=now` (Splunk), `since:5m`, `last:15m`. */
const MODIFIER: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(earliest|latest|since|last|after|before|until)\\s?[:=]\\s?"?(?:now\\s?)?-?(\\d{1,9})(s|m|h|d|w)(?:in|ins|our|ours|ay|ays|ec|eek|eeks)?"?(?![^\\s)])`,
    'giu',
  ),
  say: ([written, negation, word = '', count = '', unit = '']) => {
    const sign = /^(?:latest|before|until)$/i.test(word) ? '<=' : '>=';
    return asText(written, negatedBy([negation], `timestamp:${sign}now-${count}${unit.toLowerCase()}`));
  },
};

/** Habits of times. */
export const TIME_HABITS: readonly Habit[] = [MODIFIER];
