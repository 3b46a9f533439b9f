import { quoted } from '../field-name.ts';
import type { QueryNote } from '../negation.ts';
import { HABITS, type Habit } from './habits.ts';
import { bare, NAME, short, starred, termOf, VALUE } from './terms.ts';

/**
 * Queries in the languages of other systems. Most of them can be read, as texts that no record holds; where one found nothing,
 * the answer says what would be written here instead.
 */

const LOKI: Habit = {
  form: /^\s*\{\s*([\p{L}_][^{}]{0,500})\}(.*)$/su,
  say: ([written, selectors = '', rest = '']) => {
    if (!new RegExp(`^${NAME}\\s*(?:=~?|!=|!~)\\s*"`, 'u').test(selectors)) return undefined;
    const terms = [
      ...[...selectors.matchAll(EACH_EQUATION)].map(([, name = '', sign = '', value = '']) =>
        termOf(name, sign, value),
      ),
      ...[...rest.matchAll(EACH_LINE_FILTER)].map(([, sign = '', value = '']) => {
        return (sign.startsWith('!') ? '-' : '') + (sign.endsWith('~') ? starred(bare(value)) : quoted(bare(value)));
      }),
    ];
    return `${short(written)} is LogQL and was searched as a text; write ${terms.join(' ')}.`;
  },
};
const EACH_EQUATION = new RegExp(`(${NAME})\\s*(=~|!=|!~|=)\\s*(${VALUE})`, 'gu');
const EACH_LINE_FILTER = /(\|=|\|~|!=|!~)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)/gu;

const SQL: Habit = {
  form: /^\s*select\b.{1,500}\bfrom\b/isu,
  say: () =>
    'This is SQL and was searched as a text; write the conditions alone, as service:checkout level:error "timeout", and ' +
    'choose the time beside the query.',
};

const GREP: Habit = {
  form: /^\s*(?:[ez]?grep|rg|ag)\s+(?:-\S+\s+)*(.+)$/su,
  say: ([, rest = '']) =>
    `This is a command and was searched as words; write ${short(rest.trim())} alone. Case does not matter here.`,
};

/** Those that explain the whole of a query come first: where one fits, the others are left out. */
const LANGUAGES: readonly Habit[] = [LOKI, SQL, GREP];

const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** Notes on what a query has of another language; they matter only where nothing was found. */
export function notesOfForeign(query: string): QueryNote[] {
  const texts = [...query.matchAll(QUOTED)].map(({ 0: text, index }) => [index, index + text.length] as const);
  const isInText = (at: number) => texts.some(([start, end]) => at > start && at < end);
  const said = (habits: readonly Habit[]) =>
    habits.flatMap(({ form, say }) => {
      const matches = form.global ? [...query.matchAll(form)] : [query.match(form)];
      const first = matches.find((match) => match !== null && !isInText(match.index ?? 0));
      return first ? (say(first) ?? []) : [];
    });
  const whole = said(LANGUAGES);
  return (whole.length > 0 ? whole : said(HABITS)).map((text) => ({ text, isForNothing: true }));
}
