import { short } from '../negation.ts';
import {
  anyOf,
  asText,
  type Habit,
  isMessage,
  NAME,
  NEGATION,
  negatedBy,
  ownName,
  START,
  VALUE,
  valuesIn,
  writtenValue,
} from './terms.ts';

/** Several values of one field, as a list or one after the other. */

const LIST = new RegExp(`^\\s*(?:${VALUE})(?:\\s*,\\s*(?:${VALUE}))+\\s*$`, 'u');

function listed(name: string, values: string): string | undefined {
  if (!LIST.test(values)) return undefined;
  return `${ownName(name)}:${anyOf(valuesIn(values).map(writtenValue))}`;
}

/** `level:(ERROR,WARN)`, `service:["checkout","api"]`, `level in [a, b]`. */
const BRACKETS: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):\\s*[([{]([^()[\\]{}]{1,300})[)\\]}]`, 'gu'),
  say: ([written, negation, name = '', values = '']) => {
    const instead = listed(name, values);
    return asText(written, instead && negatedBy([negation], instead));
  },
};

/** A record has one severity and one service, so two values at once find nothing. */
const TWICE: Habit = {
  form: new RegExp(
    `(?<![^\\s(])(?<!NOT\\s)(${NAME}):([\\p{L}\\p{N}_.-]{1,100})\\s+(?:AND\\s+)?\\1:([\\p{L}\\p{N}_.-]{1,100})(?![^\\s)])`,
    'gu',
  ),
  say: ([written, name = '', one = '', other = '']) => {
    if (one === other || isMessage(name)) return undefined;
    return {
      about: `${short(written)} asks for two values of one field at once`,
      instead: `${name}:${anyOf([one, other])}`,
    };
  },
};

/** Habits of lists. */
export const LIST_HABITS: readonly Habit[] = [BRACKETS, TWICE];
