import type { ProblemJson } from '@logwarren/api';
import type { ApiError } from '../api/api-error.ts';
import { oneLine } from '../text/terminal-text.ts';
import { widthOf } from '../text/wrap-text.ts';

/**
 * Explains a service's answer in the words of the command line; a query is shown with the place that is wrong.
 *
 * @param nameOf the name under which a parameter of the API was given
 * @returns lines without a line end
 */
export function explainError({ message, problems }: ApiError, nameOf: (parameter: string) => string): string {
  if (problems.length === 0) return oneLine(message);
  return problems.map((problem) => explainProblem(inOurWords(problem, nameOf), nameOf(problem.parameter))).join('\n');
}

const PARAMETER = /`([A-Za-z.]{1,40})`/g;

/** Other parameters that a problem names, as they were typed; what is wrong in a query is left as the user wrote it. */
function inOurWords(problem: ProblemJson, nameOf: (parameter: string) => string): ProblemJson {
  if (problem.parameter === 'q') return problem;
  const typed = (quoted: string, name: string) => (nameOf(name) === name ? quoted : nameOf(name));
  return { ...problem, problem: problem.problem.replaceAll(PARAMETER, typed) };
}

function explainProblem({ caret, hint, line, problem }: ProblemJson, subject: string): string {
  const place = line === undefined || caret === undefined ? [] : [`  ${oneLine(line)}`, `  ${caretBelow(line, caret)}`];
  const advice = hint === undefined ? [] : [`  ${oneLine(hint)}`];
  return [`${subject} ${oneLine(problem)}`, ...place, ...advice].join('\n');
}

/** The caret below its character also when what stands before it is printed as escapes. */
function caretBelow(line: string, caret: string): string {
  const column = caret.indexOf('^');
  return `${' '.repeat(widthOf(oneLine(line.slice(0, column))))}^`;
}
