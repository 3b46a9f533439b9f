import { short } from '../negation.ts';
import { type Advice, anyOf, classRange, NAME, negatedBy, starred } from './terms.ts';

/**
 * Habits that a single word shows. The query is split at its white space first, so that each expression sees each word
 * once, from its beginning: the work grows only with the length of the query.
 */

/** A word of a query outside quotation marks. */
interface ForeignWord {
  /** As it was written, with its negation. */
  written: string;
  negation: string;
  /** Without its negation. */
  term: string;
  /** The name and colon at the start of the term; empty if it has none. */
  name: string;
  /** The term after its name. */
  value: string;
}

/** Explains what is foreign about a word; undefined if nothing is. */
type WordHabit = (word: ForeignWord) => Advice | undefined;

/** Words of a query with their positions; words with quotation marks are left out. */
export function wordsOfQuery(query: string): { at: number; word: ForeignWord }[] {
  let before = '';
  return [...query.matchAll(/\S+/g)].flatMap(({ 0: text, index }) => {
    const negation = /^(?:NOT|not)$/.test(before) ? before : '';
    before = text;
    return text.includes('"') ? [] : [{ at: index, word: wordOf(unbalancedOff(text), negation) }];
  });
}

const NAMED = new RegExp(`^(?:${NAME}):`, 'u');

function wordOf(text: string, not: string): ForeignWord {
  const sign = /^[-!]/.exec(text)?.[0] ?? '';
  const term = text.slice(sign.length);
  const name = NAMED.exec(term)?.[0] ?? '';
  const written = not === '' ? text : `${not} ${text}`;
  return { written, negation: not === '' ? sign : sign === '' ? not : '', term, name, value: term.slice(name.length) };
}

/** The text without the parentheses that another word closes or opens, and without their negation. */
function unbalancedOff(text: string): string {
  let balance = 0;
  for (const letter of text) balance += letter === '(' ? 1 : letter === ')' ? -1 : 0;
  const opened = balance > 0 ? (/^(?:[-!]?\()+/.exec(text)?.[0] ?? '') : '';
  const closed = balance < 0 ? text.length - text.replace(/\)+$/, '').length : 0;
  return text.slice(opened.length, text.length - Math.min(closed, -Math.min(balance, 0)));
}

const SLASHES: WordHabit = ({ written, negation, name, value }) => {
  const [, inner = '', flags = ''] = /^\/(.+)\/([a-z]{0,3})$/s.exec(value) ?? [];
  const isPlain = flags !== '' && /^[imsgu]+$/.test(flags) && !/[/\\]/.test(inner);
  if (isPlain) return regular(written, inner, name, negation);
  if (inner.replaceAll('\\/', '').includes('/') || !/[|^$?+*]|\\[dwsbDWSB]|\[[^\]]{1,60}\]/.test(inner))
    return undefined;
  return regular(written, inner, name, negation);
};

/** A sign, a mark or a call that other habits explain. */
const EXPLAINED = /^(?:[=!~'`]|\w+\()/;

const EXPRESSION: WordHabit = ({ written, negation, name, value }) => {
  if (value.includes('/') || (name !== '' && EXPLAINED.test(value)) || !/\.[*+]|\\[dwsbDWSB]/.test(value))
    return undefined;
  return regular(written, value, name, negation);
};

/** A sign for the start, the end or the case: `^traced`, `traced$`, `(?i)traced`. */
const ANCHORED: WordHabit = ({ written, negation, name, value }) => {
  const isOne = /^(?:\(\?[ims]{1,3}\))?\^?[\p{L}\p{N}_.-]{2,100}\$?$/u.test(value) && /^[(^]|\$$/.test(value);
  return isOne ? regular(written, value, name, negation) : undefined;
};

/** Stars of SQL. */
const PERCENT: WordHabit = ({ written, negation, name, value }) => {
  if (!/^(?=%|.*%$)(?!\d+%$)%?[\p{L}\p{N}_.-]{2,100}%?$/u.test(value)) return undefined;
  const instead = negatedBy([negation], name + value.replaceAll('%', '*'));
  return { about: `The % of ${short(written)} was searched as a text; a star stands for any text`, instead };
};

/** Advice for an expression that was read as a text, with the query to write instead if there is one. */
function regular(written: string, expression: string, name: string, negation: string): Advice {
  const pattern = starred(expression);
  const about =
    'There are no regular expressions; a star stands for any text without white space, OR for alternatives: ';
  if (pattern === undefined) return { about: `${about}${short(written)} was searched as a text` };
  return { about: `${about}${short(written)} was searched as a text`, instead: negatedBy([negation], name + pattern) };
}

const ALTERNATIVES: WordHabit = ({ written, negation, term }) => {
  const [, name = '', words = ''] = A_OR_B.exec(term) ?? [];
  if (words === '') return undefined;
  const any = words.split('|');
  const instead = name === '' && negation === '' ? any.join(' OR ') : negatedBy([negation], `${name}${anyOf(any)}`);
  return { about: `${short(written)} was searched as a text`, instead };
};
const WORD = String.raw`[\p{L}\p{N}_.-]+`;
const A_OR_B = new RegExp(`^\\(?(${NAME}:)?\\(?(${WORD}(?:\\|${WORD})+)\\)?\\)?$`, 'u');

const LIST: WordHabit = ({ written, negation, name, value }) => {
  if (name === '' || !A_AND_B.test(value)) return undefined;
  const instead = negatedBy([negation], name + anyOf(value.split(',')));
  return { about: `${short(written)} was searched as one value`, instead };
};
/** `service:checkout,level:error` */
const FIELD_LIST: WordHabit = ({ written, negation, term }) => {
  if (!FIELDS.test(term)) return undefined;
  const all = term.split(',').join(' ');
  return {
    about: `${short(written)} was searched as one value`,
    instead: negatedBy([negation], negation === '' ? all : `(${all})`),
  };
};
const FIELDS = new RegExp(`^${NAME}:${WORD}(?:,${NAME}:${WORD})+$`, 'u');
const A_AND_B = new RegExp(`^${WORD}(?:,${WORD})+$`, 'u');

/** A number with leading zeros belongs to a date or an id, and a range goes from low to high. */
const DOTS: WordHabit = ({ written, negation, name, value }) => {
  const [, low = '', high = ''] = /^(0|[1-9]\d{0,14})(?:\.\.\.?|-)([1-9]\d{0,14})$/.exec(value) ?? [];
  if (name === '' || low === '' || Number(low) >= Number(high)) return undefined;
  const instead = negatedBy([negation], `${name}[${low} TO ${high}]`);
  return { about: `${short(written)} was searched as one value`, instead };
};

const STATUS_CLASS: WordHabit = ({ written, negation, name, value }) => {
  const range = name === '' ? undefined : classRange(value);
  if (range === undefined) return undefined;
  return { about: `${short(written)} was searched as one value`, instead: negatedBy([negation], name + range) };
};

const QUESTION_MARK: WordHabit = ({ written, negation, name, value }) => {
  const range = name !== '' && /^[1-5]\?\?$/.test(value) ? classRange(value.replaceAll('?', 'x')) : undefined;
  if (range !== undefined) {
    const instead = negatedBy([negation], name + range);
    return { about: `The ? of ${short(written)} was searched as a text`, instead };
  }
  if (!/^[\p{L}\p{N}_.*-]*[\p{L}\p{N}_]\?[\p{L}\p{N}_][\p{L}\p{N}_.?*-]*$/u.test(value)) return undefined;
  const instead = negatedBy([negation], name + value.replaceAll('?', '*'));
  return { about: `The ? of ${short(written)} was searched as a text; a star stands for any text`, instead };
};

/** Habits of single words. */
export const WORD_HABITS: readonly WordHabit[] = [
  SLASHES,
  EXPRESSION,
  ANCHORED,
  PERCENT,
  ALTERNATIVES,
  FIELD_LIST,
  LIST,
  DOTS,
  STATUS_CLASS,
  QUESTION_MARK,
];
