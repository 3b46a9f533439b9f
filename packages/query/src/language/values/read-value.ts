import type { Instant } from '@logwarren/contract/parse-timestamp';
import type { FieldRef } from '../../fields/fields.ts';
import { numberOfText } from '../../text/number-text.ts';
import type { Lexer, Word } from '../lexer.ts';
import type { QueryProblem } from '../query-problem.ts';
import { parseTimeParameter, resolveTime, timeAdvice } from './moment.ts';
import { parseSeverityParameter, type SeverityFilter, severityAdvice } from './severity-word.ts';

/** Reads the text of one value as a number, a moment or a severity. It refuses any other text. */

/** Context for reading a value. */
export interface ValueContext {
  lexer: Lexer;
  field: FieldRef;
  /** The name as written, for problems. */
  name: string;
  nowMs: number;
}

/** The severities that a name or number stands for. @throws QueryProblem if the text is neither */
export function severityOf(context: ValueContext, value: Word, text: string): SeverityFilter {
  const filter = parseSeverityParameter(text);
  if (filter !== undefined) return filter;
  throw context.lexer.problem(
    `${JSON.stringify(text)} is not a severity`,
    severityAdvice(text, context.name),
    value.at,
  );
}

/** The number of a value; a whole number beyond ±2^53 is rounded. @throws QueryProblem if the value is not a number */
export function numberOf(context: ValueContext, word: Word): number {
  const text = plainText(context, word);
  const number = numberOfText(text);
  if (number === undefined) throw notComparable(context, word, text);
  return Number(number);
}

/** The problem for a text that is neither a number nor a time. */
export function notComparable({ lexer, name }: ValueContext, word: Word, text: string): QueryProblem {
  const hint = `use a number or a time, like ${name}:>=500 or ${name}:>=2026-11-21T10:15:30Z`;
  return lexer.problem(`${JSON.stringify(text)} is neither a number nor a time`, hint, word.at);
}

/**
 * The moment that a time names; its beginning if only a day or a minute is written. @throws QueryProblem if it is not a
 * time
 */
export function momentOf(context: ValueContext, word: Word): Instant {
  const text = plainText(context, word);
  const time = parseTimeParameter(text, 'from');
  if (time !== undefined)
    return { ms: resolveTime(time, context.nowMs), nanos: (time.kind === 'at' && time.nanos) || 0 };
  throw context.lexer.problem(`${JSON.stringify(text)} is not a time`, timeAdvice(text), word.at);
}

/** The text of a value, trimmed. @throws QueryProblem if the value has a star */
export function plainText({ lexer }: ValueContext, word: Word): string {
  if (word.pieces.length === 1) return (word.pieces[0] ?? '').trim();
  throw lexer.problem('a star cannot be compared', 'write a number or a time in its place', word.at);
}
