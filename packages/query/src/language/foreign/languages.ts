import { quoted } from '../../fields/field-name.ts';
import { short } from '../negation.ts';
import { termsOfPipeline } from './pipeline.ts';
import { bare, type Habit, NAME, negatedBy, termOf, VALUE } from './terms.ts';

/** Habits that explain a whole query. */

const LOKI: Habit = {
  form: /^\s*(?:_stream:\s*)?\{\s*([\p{L}_][^{}]{0,500})\}(.*)$/su,
  say: ([written, selectors = '', rest = '']) => {
    if (!IS_SELECTOR.test(selectors)) return undefined;
    const chosen = [...selectors.matchAll(EACH_EQUATION)].map(([, name = '', sign = '', value = '']) =>
      termOf(name, sign, value),
    );
    const isLogsQl = written.trimStart().startsWith('_stream');
    const about = `${short(written)} is ${isLogsQl ? 'LogsQL' : 'LogQL'} and was searched as a text`;
    const terms = [...chosen, ...(isLogsQl && !rest.includes('|') ? [rest.trim()] : termsOfPipeline(rest))];
    return terms.includes(undefined) ? { about } : { about, instead: terms.join(' ').trim() };
  },
};
const IS_SELECTOR = new RegExp(`^${NAME}\\s*(?:=~?|!=|!~)\\s*"`, 'u');
const EACH_EQUATION = new RegExp(`(?<![\\p{L}\\p{N}_.@-])(${NAME})\\s*(=~|!=|!~|=)\\s*(${VALUE})`, 'gu');

/** Line filters and stages of LogQL without a stream selector. */
const PIPELINE: Habit = {
  form: /^\s*(?:(?:\|=|\|~|!=|!~)\s*["`]|\|\s*(?:json|logfmt)\b).*$/su,
  say: ([written]) => {
    const terms = termsOfPipeline(written);
    const about = `${short(written)} is LogQL and was searched as a text`;
    return terms.includes(undefined) || terms.length === 0 ? { about } : { about, instead: terms.join(' ') };
  },
};

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

/** If one of them fits, other habits are left out. */
export const LANGUAGES: readonly Habit[] = [LOKI, PIPELINE, SQL, GREP];
