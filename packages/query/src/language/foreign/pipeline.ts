import { quoted } from '../../fields/field-name.ts';
import { bare, NAME, negatedBy, ownName, starred, termOf, VALUE } from './terms.ts';

/** The stages of LogQL, each read where the previous one ends. */
const LINE_FILTER = /\s*(\|=|\|~|!=|!~)\s*("(?:[^"\\]|\\.){0,500}"|`[^`]{0,500}`)/y;
const PARSER = /\s*\|\s*(?:json|logfmt|unpack)(?=\s*(?:\||$))/y;
const NUMBERS = new RegExp(`\\s*(?:\\||and\\b|,)\\s*(${NAME})\\s*(>=|<=|>|<)\\s*(\\d[\\d.]{0,20})(?![\\w.])`, 'uy');
const LABEL = new RegExp(`\\s*(?:\\||and\\b|,)\\s*(${NAME})\\s*(==|=~|!=|!~|=)\\s*(${VALUE})`, 'uy');

type Say = (match: RegExpExecArray) => string | undefined;

const STAGES: readonly (readonly [RegExp, Say])[] = [
  [
    LINE_FILTER,
    ([, sign = '', value = '']) => {
      const text = sign.endsWith('~') ? starred(bare(value)) : quoted(bare(value));
      return text && negatedBy([sign.startsWith('!') ? '-' : ''], text);
    },
  ],
  // Records already have these fields.
  [PARSER, () => ''],
  [NUMBERS, ([, name = '', sign = '', value = '']) => `${ownName(name)}:${sign}${value}`],
  [LABEL, ([, name = '', sign = '', value = '']) => termOf(name, sign, value)],
];

/**
 * All conditions after the braces of a LogQL query.
 *
 * @returns contains undefined for a condition that cannot be expressed here, so that none is lost
 */
export function termsOfPipeline(written: string): (string | undefined)[] {
  const text = written.trim();
  const terms: (string | undefined)[] = [];
  let at = 0;
  while (at < text.length) {
    const read = stageAt(text, at);
    if (read === undefined) return [undefined];
    if (read.term !== '') terms.push(read.term);
    at = read.end;
  }
  return terms;
}

function stageAt(text: string, at: number): { term: string | undefined; end: number } | undefined {
  for (const [form, say] of STAGES) {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match !== null) return { term: say(match), end: form.lastIndex };
  }
  return undefined;
}
