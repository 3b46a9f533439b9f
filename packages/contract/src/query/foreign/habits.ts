import { quoted } from '../field-name.ts';
import { bare, NAME, START, short, starred, termOf, VALUE, writtenValue } from './terms.ts';

/** One habit: how it looks, and what to say of it. */
export interface Habit {
  form: RegExp;
  say: (match: RegExpMatchArray) => string | undefined;
}

const PIPE: Habit = {
  form: /\|\s*(stats|count|where|filter|json|logfmt|unpack|parse|regexp?|rex|eval|fields|table|sort|head|tail|limit|top|rare|dedup|timechart|chart|summarize|project|extend|take|line_format|label_format|uniq|search)\b/iu,
  say: ([, command = '']) =>
    `A query has no pipes: | ${command} was searched as a text. Counts are in stats, facets and patterns; records have their fields already.`,
};

/** Behind these signs a regular expression is meant. */
const REGULAR = String.raw`\.[*+]|\\[dwsbDWSB]|\[[^\]\s]{1,60}\]|\([^)\s]*\|[^)\s]*\)`;
const SLASHES: Habit = {
  form: new RegExp(
    `${START}-?(${NAME}:)?(/((?=[^\\s]*(?:${REGULAR}|[|^$?+*]))[^\\s/]+(?:\\\\/[^\\s/]*)*)/[a-z]{0,3})(?![^\\s)])`,
    'gu',
  ),
  say: ([, name = '', written = '', inner = '']) => regular(name + written, name, inner),
};
const EXPRESSION: Habit = {
  form: new RegExp(`${START}-?(${NAME}:)?((?=[^\\s"]*(?:\\.[*+]|\\\\[dwsbDWSB]))[^\\s"/]+)(?![^\\s)])`, 'gu'),
  say: ([, name = '', written = '']) => regular(name + written, name, written),
};

function regular(written: string, name: string, expression: string): string {
  const pattern = starred(expression);
  const instead = /[\\^$?+()[\]{}|]/.test(pattern) ? '' : ` Write ${name}${pattern}.`;
  return `There are no regular expressions, ${short(written)} was searched as a text; a star stands for any text without white space, OR for alternatives.${instead}`;
}

const ALTERNATIVES: Habit = {
  form: new RegExp(`${START}\\(?(${NAME}:)?\\(?([\\p{L}\\p{N}_.-]+(?:\\|[\\p{L}\\p{N}_.-]+)+)\\)?(?![^\\s)])`, 'gu'),
  say: ([, name = '', words = '']) => {
    const any = words.split('|').join(' OR ');
    return `${name}${words} was searched as a text; write ${name === '' ? any : `${name}(${any})`}.`;
  },
};

const LIST: Habit = {
  form: new RegExp(`${START}(${NAME}):([\\p{L}\\p{N}_.-]+(?:,[\\p{L}\\p{N}_.-]+)+)(?![^\\s)])`, 'gu'),
  say: ([written, name = '', words = '']) =>
    `${written} was searched as one value; write ${name}:(${words.split(',').join(' OR ')}).`,
};

const EQUATION: Habit = {
  form: new RegExp(`${START}(${NAME})\\s*(===?|=~|!=|!~|=)\\s*(${VALUE})`, 'gu'),
  say: ([written, name = '', sign = '', value = '']) =>
    `${short(written)} was searched as a text; ${termOf(name, sign, value)} asks the field.`,
};

const COMPARISON: Habit = {
  form: new RegExp(`${START}(${NAME})\\s*(>=|<=|>|<)\\s*([\\p{L}\\p{N}][\\p{L}\\p{N}_.:+-]*)`, 'gu'),
  say: ([written, name = '', sign = '', value = '']) =>
    `${written} was searched as a text; ${name}:${sign}${value} compares the field.`,
};

const SPACED: Habit = {
  form: new RegExp(`${START}(${NAME})\\s+:\\s*(${VALUE})`, 'gu'),
  say: ([written, name = '', value = '']) =>
    `${short(written)} was searched as a text; ${termOf(name, '=', value)} asks the field.`,
};

const LIKE: Habit = {
  form: new RegExp(`${START}(${NAME})\\s+(?:not\\s+)?i?like\\s+(${VALUE})`, 'giu'),
  say: ([written, name = '', value = '']) =>
    `${short(written)} was searched as a text; write ${name}:${bare(value).replaceAll('%', '*')}.`,
};

const IN: Habit = {
  form: new RegExp(`${START}(${NAME})\\s+in\\s*\\(([^()]{1,500})\\)`, 'giu'),
  say: ([written, name = '', values = '']) => {
    const any = values.split(',').map((value) => writtenValue(value.trim()));
    return `${short(written)} was searched as a text; write ${name}:(${any.join(' OR ')}).`;
  },
};

/** Names that other systems have for what is here by another name. */
const FOREIGN_NAME: Habit = {
  form: new RegExp(`${START}-?(_time|_msg|_message|_stream|_exists_|_missing_|sourcetype|index):(\\S+)`, 'gu'),
  say: ([written, name = '', value = '']) => {
    const instead: Readonly<Record<string, string>> = {
      _time: `timestamp:>=now-${value}`,
      _exists_: `${value}:*`,
      _missing_: `-${value}:*`,
    };
    const other = instead[name] ?? (name.startsWith('_m') ? `message:${value}` : 'service:…');
    return `No record has the field ${name} of ${short(written)}; write ${other}.`;
  },
};

const AT_SIGN: Habit = {
  form: new RegExp(`${START}-?@(?!timestamp\\b)(${NAME}):(\\S+)`, 'gu'),
  say: ([written, name = '', value = '']) =>
    `${short(written)} asks for a name with the @; without it, write ${name}:${value}.`,
};

const RANGE: Habit = {
  form: /(?<![^\s(])[[{]([^\s"[\]{}]+)\s+TO\s+([^\s"[\]{}]+)[\]}]/gu,
  say: ([written]) =>
    `${short(written)} was searched as a text; a range stands behind its field: status:${written.trim()}, timestamp:${written.trim()}.`,
};

const DOTS: Habit = {
  form: new RegExp(`${START}(${NAME}):(\\d+)(?:\\.\\.\\.?|-)(\\d+)(?![^\\s)])`, 'gu'),
  say: ([written, name = '', low = '', high = '']) =>
    `${written} was searched as one value; write ${name}:[${low} TO ${high}].`,
};

const LOWER_CASE: Habit = {
  form: /(?<=\S\s+)(and|or|not)(?=\s+\S)/gu,
  say: ([word = '']) => `${word} was searched as a word; the operator is ${word.toUpperCase()}.`,
};

const SINGLE_QUOTES: Habit = {
  form: /(?<![^\s(])'([^'"]{1,200})'(?![^\s)])/gu,
  say: ([written, text = '']) => `The marks of ${short(written)} were searched as well; ${quoted(text)} is the text.`,
};

const SIGNS: Habit = {
  form: /(?<![^\s(])\+(?=[\p{L}"(])|(?<=[\p{L}\p{N}"])[~^]\d*(?![^\s)])/gu,
  say: ([sign = '']) =>
    sign === '+'
      ? 'The + was searched as a text; all words are required as they are.'
      : `${sign} was searched as a text: there is neither likeness nor weight here; a star stands for a part of a word.`,
};

/** Habits that parts of a query may have. */
export const HABITS: readonly Habit[] = [
  ...[PIPE, SLASHES, EXPRESSION, ALTERNATIVES, LIST, LIKE, IN, EQUATION, COMPARISON, SPACED, FOREIGN_NAME, AT_SIGN],
  ...[RANGE, DOTS, LOWER_CASE, SINGLE_QUOTES, SIGNS],
];
