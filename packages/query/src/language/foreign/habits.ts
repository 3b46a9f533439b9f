import { quoted } from '../../fields/field-name.ts';
import { short } from '../negation.ts';
import { LIST_HABITS } from './list-habits.ts';
import {
  anyOf,
  asText,
  bare,
  glob,
  type Habit,
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
import { QUOTED_STAR, VALUE_HABITS } from './value-habits.ts';
import { VERB_HABITS } from './verb-habits.ts';

const PIPE: Habit = {
  form: /\|\s*(stats|count|where|filter|json|logfmt|unpack|parse|regexp?|rex|eval|fields|table|sort|head|tail|limit|top|rare|dedup|timechart|chart|summarize|project|extend|take|line_format|label_format|uniq|search)\b/iu,
  say: ([, command = '']) => ({
    about: `A query has no pipes: | ${command} was searched as a text. Counts are in stats, facets and patterns; records have their fields already`,
  }),
};

/** Times: `earliest=-15m`, `latest=now` (Splunk), `since:5m`, `last:15m`. */
const TIME_MODIFIER: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(earliest|latest|since|last|after|before|until)\\s?[:=]\\s?"?(?:now\\s?)?-?(\\d{1,9})(s|m|h|d|w)(?:in|ins|our|ours|ay|ays|ec|eek|eeks)?"?(?![^\\s)])`,
    'giu',
  ),
  say: ([written, negation, word = '', count = '', unit = '']) => {
    const sign = /^(?:latest|before|until)$/i.test(word) ? '<=' : '>=';
    return asText(written, negatedBy([negation], `timestamp:${sign}now-${count}${unit.toLowerCase()}`));
  },
};

const EQUATION: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\s*(===?|=~|!=|!~|<>|=)\\s*(${VALUE})`, 'gu'),
  say: ([written, negation, name = '', sign = '', value = '']) => {
    const instead = termOf(name, sign, value);
    return asText(written, instead && negatedBy([negation], instead));
  },
};

const COMPARISON: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(${NAME})\\s*(>=|<=|>|<)\\s*([\\p{L}\\p{N}][\\p{L}\\p{N}_.:+-]*|"[^"]{1,100}"|'[^'"]{1,100}')`,
    'gu',
  ),
  say: ([written, negation, name = '', sign = '', value = '']) =>
    asText(written, negatedBy([negation], `${ownName(name)}:${sign}${value.replaceAll("'", '"')}`)),
};

const SPACED: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\s+:\\s*(${VALUE})`, 'gu'),
  say: ([written, negation, name = '', value = '']) =>
    asText(written, negatedBy([negation], `${ownName(name)}:${writtenValue(value)}`)),
};

const LIKE: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\s+(not\\s+)?i?like\\s+(${VALUE})`, 'giu'),
  say: ([written, negation, name = '', not, value = '']) => {
    const like = value.startsWith('/') ? starred(value.replace(/^\/|\/i?$/g, '')) : glob(bare(value).split('%'));
    return asText(written, like && negatedBy([negation, not], `${ownName(name)}:${like}`));
  },
};

const IN: Habit = {
  form: new RegExp(`${START}${NEGATION}(${NAME})\\s+(not\\s+)?in\\s*\\(([^()]{1,500})\\)`, 'giu'),
  say: ([written, negation, name = '', not, values = '']) => {
    const any = valuesIn(values).map(writtenValue);
    return any.length === 0 ? undefined : asText(written, negatedBy([negation, not], `${ownName(name)}:${anyOf(any)}`));
  },
};

/** Fields that other systems call by another name. */
const FOREIGN_NAME: Habit = {
  form: new RegExp(
    `${START}${NEGATION}(_time|_msg|_message|_stream|_exists_|_missing_|sourcetype|index):(${VALUE})`,
    'gu',
  ),
  say: ([written, negation, name = '', value = '']) => ({
    about: `No record has the field ${name} of ${short(written)}`,
    instead: negatedBy([negation], instead(name, value)),
  }),
};

function instead(name: string, value: string): string {
  if (name === '_exists_') return `${value}:*`;
  if (name === '_missing_') return `-${value}:*`;
  if (name === '_time') return /^\d{1,9}[smhdw]$/.test(value) ? `timestamp:>=now-${value}` : `timestamp:${value}`;
  if (!name.startsWith('_m')) return 'service:…';
  // A text in the message keeps its quotation marks.
  return `message:${value.startsWith('"') ? value : writtenValue(value)}`;
}

const AT_SIGN: Habit = {
  form: new RegExp(`${START}${NEGATION}@(?!timestamp\\b)(${NAME}):([<>]=?)?(${VALUE})`, 'gu'),
  say: ([written, negation, name = '', sign = '', value = '']) => ({
    about: `${short(written)} asks for a name with the @`,
    instead: negatedBy([negation], `${name}:${sign}${value}`),
  }),
};

const RANGE: Habit = {
  form: new RegExp(`(?<![^\\s(])${NEGATION}([[{]([^\\s"[\\]{}]+)\\s+TO\\s+([^\\s"[\\]{}]+)[\\]}])`, 'gu'),
  say: ([written, negation, range = '', low = '', high = '']) => {
    const name = [low, high].some((end) => /^\d+$/.test(end)) ? 'status' : 'timestamp';
    return {
      about: `${short(written)} was searched as a text; a range stands behind its field`,
      instead: negatedBy([negation], `${name}:${range}`),
    };
  },
};

const LOWER_CASE: Habit = {
  form: /(?<=\S\s{1,9})(and|or|not)(?=\s+\S)/gu,
  say: ([word = '']) => ({ about: `${word} was searched as a word; the operator is ${word.toUpperCase()}` }),
};

/** At the start, `not` excludes one word: excluding the rest of a sentence would hide records. */
const NOT_FIRST: Habit = {
  form: new RegExp(`^\\s*not\\s+([\\p{L}_][\\p{L}\\p{N}_.-]{0,100}(?::${VALUE})?|"[^"]{1,300}")(?=\\s|$)`, 'u'),
  say: ([, term = '']) => ({
    about: 'not was searched as a word; the operator is NOT, in upper case',
    instead: negatedBy(['-'], term),
  }),
};

const SINGLE_QUOTES: Habit = {
  form: new RegExp(`(?<![^\\s(])${NEGATION}'([^'"]{1,200})'(?![^\\s)])`, 'gu'),
  say: ([written, negation, text = '']) => ({
    about: `The marks of ${short(written)} were searched as well`,
    instead: negatedBy([negation], quoted(text)),
  }),
};

const SIGNS: Habit = {
  form: /(?<![^\s(])\+(?=[\p{L}"(])|(?<=[\p{L}\p{N}"])[~^]\d{0,9}(?![^\s)])/gu,
  say: ([sign = '']) => ({
    about:
      sign === '+'
        ? 'The + was searched as a text; all words are required as they are'
        : `${sign} was searched as a text: there is neither likeness nor weight here; a star stands for a part of a word`,
  }),
};

/** Habits that parts of a query may have. */
export const HABITS: readonly Habit[] = [
  PIPE,
  TIME_MODIFIER,
  ...LIST_HABITS,
  ...VALUE_HABITS,
  ...VERB_HABITS,
  LIKE,
  IN,
  EQUATION,
  COMPARISON,
  SPACED,
  FOREIGN_NAME,
  AT_SIGN,
  RANGE,
  NOT_FIRST,
  LOWER_CASE,
  SINGLE_QUOTES,
  SIGNS,
  QUOTED_STAR,
];
