import { ATTRIBUTE_ALIASES, resolveField } from '../../fields/fields.ts';
import {
  asText,
  bare,
  glob,
  type Habit,
  isMessage,
  NAME,
  NEGATION,
  negatedBy,
  ownName,
  START,
  starred,
  termOf,
  VALUE,
  valuesIn,
  writtenValue,
} from './terms.ts';

/** Words and signs between a field and its value, and values before their field. */

const WORDS = 'contains|has|startswith|starts_with|endswith|ends_with|matches|equals|rlike|regexp|is|eq|ne|gte?|lte?';

const VERB: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\s+(?:(not)\\s+)?(${WORDS}|!?~)\\s*(?:(not)\\s+)?(${VALUE})`, 'giu'),
  say: ([written, negation, name = '', not, verb = '', isNot, value = '']) => {
    if (!/[a-z]\s|~/i.test(written.slice(0, -value.length)) || !isCondition(name, verb, value)) return undefined;
    const own = ownName(name);
    const instead = conditionOf(own, verb.toLowerCase(), value);
    return asText(written, instead && negatedBy([negation, not, isNot], instead));
  },
};

/** Messages often contain texts such as `connection is closed`. */
function isCondition(name: string, verb: string, value: string): boolean {
  const isKnown = resolveField(ownName(name)).kind !== 'attribute' || Object.hasOwn(ATTRIBUTE_ALIASES, name);
  return isKnown || /^["'`]/.test(value) || verb.includes('~') || /[._]/.test(name);
}

function conditionOf(name: string, verb: string, value: string): string | undefined {
  const text = bare(value);
  switch (verb) {
    case 'contains':
    case 'has':
      return `${name}:${isMessage(name) ? writtenValue(value) : glob(['', text, ''])}`;
    case 'startswith':
    case 'starts_with':
      return `${name}:${glob([text, ''])}`;
    case 'endswith':
    case 'ends_with':
      return `${name}:${glob(['', text])}`;
    case 'matches':
    case 'rlike':
    case 'regexp': {
      const stars = starred(text.replace(/^\/|\/i?$/g, ''));
      return stars && `${name}:${stars}`;
    }
    case 'is':
    case 'eq':
    case 'equals':
      return termOf(name, '=', value);
    case 'ne':
      return termOf(name, '!=', value);
    case '~':
    case '!~':
      return termOf(name, verb, value);
    default:
      return `${name}:${verb.startsWith('g') ? '>' : '<'}${verb.endsWith('e') ? '=' : ''}${text}`;
  }
}

const FLIPPED: Readonly<Record<string, string>> = Object.freeze({ '<': '>', '<=': '>=', '>': '<', '>=': '<=' });

/** `500 <= status`, `500 <= status < 600`. */
const VALUE_FIRST: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(\\d[\\d.]{0,20})\\s*(<=|>=|<|>)\\s*(${NAME})(?:\\s*(<=|>=|<|>)\\s*(\\d[\\d.]{0,20}))?(?![^\\s)])`,
    'gu',
  ),
  say: ([written, negation, value = '', sign = '', name = '', second, other = '']) => {
    const first = `${FLIPPED[sign]}${value}`;
    const instead = second === undefined ? `${name}:${first}` : `${name}:(${first} AND ${second}${other})`;
    return asText(written, negatedBy([negation], instead));
  },
};

/** Functions of VictoriaLogs without a field. */
const BARE_CALL: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(i|seq|exact|re|contains_all|contains_any)\\(([^()]{1,300})\\)(?![^\\s)])`,
    'gu',
  ),
  say: ([written, negation, call = '', given = '']) => {
    const texts = valuesIn(given);
    const [first = ''] = texts;
    if (call === 're') {
      const stars = starred(bare(first));
      return asText(written, stars && negatedBy([negation], stars));
    }
    const join = call === 'contains_any' ? ' OR ' : ' ';
    const all = texts.map(writtenValue).join(join);
    return asText(written, negatedBy([negation], texts.length > 1 && (negation || join !== ' ') ? `(${all})` : all));
  },
};

/** Habits of conditions in words, or with the value first. */
export const VERB_HABITS: readonly Habit[] = [VALUE_FIRST, BARE_CALL, VERB];
