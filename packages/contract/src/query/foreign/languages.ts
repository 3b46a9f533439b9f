import { quoted } from '../field-name.ts';
import { short } from '../negation.ts';
import type { Habit } from './habits.ts';
import { bare, NAME, negatedBy, starred, termOf, VALUE } from './terms.ts';

/** Habits that explain the whole of a query. */

const LOKI: Habit = {
  form: /^\s*\{\s*([\p{L}_][^{}]{0,500})\}(.*)$/su,
  say: ([written, selectors = '', rest = '']) => {
    if (!IS_SELECTOR.test(selectors)) return undefined;
    const terms = [
      ...[...selectors.matchAll(EACH_EQUATION)].map(([, name = '', sign = '', value = '']) =>
        termOf(name, sign, value),
      ),
      ...[...rest.matchAll(EACH_LINE_FILTER)].map(([, sign = '', value = '']) => {
        const text = sign.endsWith('~') ? starred(bare(value)) : quoted(bare(value));
        return text && negatedBy([sign.startsWith('!') ? '-' : ''], text);
      }),
    ];
    const about = `${short(written)} is LogQL and was searched as a text`;
    return terms.includes(undefined) ? { about } : { about, instead: terms.join(' ') };
  },
};
const IS_SELECTOR = new RegExp(`^${NAME}\\s*(?:=~?|!=|!~)\\s*"`, 'u');
const EACH_EQUATION = new RegExp(`(?<![\\p{L}\\p{N}_.@-])(${NAME})\\s*(=~|!=|!~|=)\\s*(${VALUE})`, 'gu');
const EACH_LINE_FILTER = /(\|=|\|~|!=|!~)\s*("(?:[^"\\]|\\.){0,500}"|`[^`]{0,500}`)/gu;

const SQL: Habit = {
  form: /^\s*select\b.{1,500}\bfrom\b/isu,
  say: () => ({
    about:
      'This is SQL and was searched as a text; write the conditions alone, as service:checkout level:error "timeout", and ' +
      'choose the time beside the query',
  }),
};

/** `grep -v` shows the lines without the text. */
const GREP: Habit = {
  form: /^\s*(?:[ez]?grep|rg|ag)\s+((?:-\S+\s+)*)(.+)$/su,
  say: ([, options = '', rest = '']) => {
    const about = 'This is a command and was searched as words; case does not matter here';
    if (/\|\s/.test(rest)) return { about };
    const text = rest.trim();
    const isInverted = /(?:^|\s)-(?:[a-zA-Z]*v|-invert-match\b)/.test(options);
    return { about, instead: isInverted ? negatedBy(['-'], /\s/.test(text) ? quoted(bare(text)) : text) : text };
  },
};

/** Where one of them fits, other habits are left out. */
export const LANGUAGES: readonly Habit[] = [LOKI, SQL, GREP];
