import { ATTRIBUTE_ALIASES } from '../../fields/fields.ts';
import { short } from '../negation.ts';
import {
  type Advice,
  anyOf,
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

/** Habits after `name:`, from Kibana, VictoriaLogs, Graylog and others. */

const SPACE_AFTER_COLON: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):\\s{1,9}(${VALUE})`, 'gu'),
  say: ({ 0: written, 1: negation, 2: name = '', 3: value = '', input = '' }) => {
    if (!isFieldRather(name, value) && written.trim() !== input.trim()) return undefined;
    const about = `${short(written)} was searched as texts; the value of a field follows its colon without a space`;
    return { about, instead: negatedBy([negation], `${name}:${writtenValue(value)}`) };
  },
};

/** Messages often contain texts such as `Error: refused`. */
function isFieldRather(name: string, value: string): boolean {
  return /[._]/.test(name) || /^\d+(?:\.\d+)?$/.test(value) || Object.hasOwn(ATTRIBUTE_ALIASES, name);
}

/** `field:~"x"`, `field:="x"`, `field:!x`. */
const SIGN_AFTER_COLON: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):(===?|=~|=|!=|!~|!|~)\\s*(${VALUE})`, 'gu'),
  say: ([written, negation, name = '', sign = '', value = '']) => {
    const instead = termOf(name, sign, value);
    return asText(written, instead && negatedBy([negation], instead));
  },
};

const MARKED_VALUE: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):('[^'"]{1,200}'|\\x60[^\\x60"]{1,200}\\x60)(?![^\\s)])`, 'gu'),
  say: ([written, negation, name = '', value = '']) => {
    const text = bare(value);
    const instead = (/\.[*+]/.test(text) ? starred(text) : undefined) ?? writtenValue(text);
    return {
      about: `The marks of ${short(written)} were searched as well; texts stand in "…"`,
      instead: negatedBy([negation], `${ownName(name)}:${instead}`),
    };
  },
};

const CALL: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):([a-zA-Z_]{1,20})\\(([^()]{1,300})\\)`, 'gu'),
  say: ([written, negation, name = '', call = '', given = '']) => {
    const kind = KIND_OF_CALL[call.toLowerCase().replaceAll('_', '')];
    const value = kind === undefined ? undefined : valueOfCall(kind, name, given.trim());
    const about = `${short(written)} was searched as texts; there are no functions`;
    if (value !== undefined) return { about, instead: negatedBy([negation], `${ownName(name)}:${value}`) };
    return kind === 'regular' ? { about: `${about} and no regular expressions` } : undefined;
  },
};

type CallKind = 'regular' | 'range' | 'any' | 'equals' | 'contains' | 'starts' | 'ends';

const KIND_OF_CALL: Readonly<Record<string, CallKind>> = Object.freeze({
  re: 'regular',
  regex: 'regular',
  regexp: 'regular',
  matches: 'regular',
  in: 'any',
  any: 'any',
  anyof: 'any',
  oneof: 'any',
  terms: 'any',
  containsany: 'any',
  exact: 'equals',
  equals: 'equals',
  eq: 'equals',
  i: 'equals',
  is: 'equals',
  term: 'equals',
  match: 'equals',
  contains: 'contains',
  has: 'contains',
  phrase: 'contains',
  like: 'contains',
  range: 'range',
  startswith: 'starts',
  prefix: 'starts',
  endswith: 'ends',
  suffix: 'ends',
});

function valueOfCall(kind: CallKind, name: string, given: string): string | undefined {
  const text = bare(given);
  switch (kind) {
    case 'regular':
      return starred(text);
    case 'range':
      return /^-?[\d.]{1,20}\s*,\s*-?[\d.]{1,20}$/.test(given) ? `{${given.split(/\s*,\s*/).join(' TO ')}}` : undefined;
    case 'any':
      return anyOf(valuesIn(given).map(writtenValue));
    case 'equals':
      return writtenValue(given);
    case 'contains':
      return isMessage(ownName(name)) ? writtenValue(given) : glob(['', text, '']);
    case 'starts':
      return glob([text, '']);
    case 'ends':
      return glob(['', text]);
  }
}

/** Elasticsearch stores each text twice, the second time as `name.keyword`. */
const KEYWORD: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\.keyword:(${VALUE})`, 'gu'),
  say: ([written, negation, name = '', value = '']): Advice => ({
    about: `${short(written)} asks for a field of this name; here each field has one name`,
    instead: negatedBy([negation], `${name}:${writtenValue(value)}`),
  }),
};

/** Two comparisons after one colon. */
const TWO_COMPARISONS: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(${NAME}):([<>]=?[\\w.-]{1,40})\\s+(?:AND\\s+|and\\s+)?([<>]=?[\\w.-]{1,40})(?![^\\s)])`,
    'gu',
  ),
  say: ([written, negation, name = '', one = '', other = '']) =>
    asText(written, negatedBy([negation], `${name}:(${one} AND ${other})`)),
};

/** A star in quotation marks is a text. This habit comes last, because others know more about the text. */
export const QUOTED_STAR: Habit = {
  form: new RegExp(
    `${START}${NEGATION}((?:${NAME}:)?)"([\\p{L}\\p{N}_.-]{0,100}\\*[\\p{L}\\p{N}_.*-]{0,100})"(?![^\\s)])`,
    'gu',
  ),
  say: ([written, negation, name = '', value = '']): Advice => ({
    about: `The star of ${short(written)} was searched as a text, because it stands in quotation marks`,
    instead: negatedBy([negation], name + value),
  }),
};

/** Words that ask whether a record has a field. */
const EXISTS: Habit = {
  form: new RegExp(`${START}${NEGATION}(exists|has|missing):(${NAME})(?![^\\s)])`, 'giu'),
  say: ([written, negation, verb = '', name = '']) =>
    asText(written, negatedBy([negation, verb.toLowerCase() === 'missing' ? '-' : ''], `${ownName(name)}:*`)),
};

const NO_VALUE: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME}):(?:null|nil|none|undefined)(?![^\\s)])`, 'giu'),
  say: ([written, negation, name = '']): Advice => ({
    about: `${short(written)} asks for the value as it was sent, not for a missing field`,
    instead: negatedBy([negation, '-'], `${ownName(name)}:*`),
  }),
};

/** Habits of values; they come before habits of whole terms. */
export const VALUE_HABITS: readonly Habit[] = [
  SPACE_AFTER_COLON,
  SIGN_AFTER_COLON,
  MARKED_VALUE,
  CALL,
  KEYWORD,
  TWO_COMPARISONS,
  EXISTS,
  NO_VALUE,
];
