import type { ProblemJson } from '@logwarren/api';
import type { ApiError } from '../api/api-error.ts';
import { oneLine } from '../text/terminal-text.ts';
import { widthOf } from '../text/wrap-text.ts';

/**
 * Explains the refusal of a service in the words of the command line. A faulty query is shown with the place of the fault.
 *
 * @param nameOf gives the option or argument that set a parameter of the API
 * @returns lines without a line end
 */
export function explainError({ message, problems }: ApiError, nameOf: (parameter: string) => string): string {
  if (problems.length === 0) return oneLine(message);
  return problems.map((problem) => explainProblem(inOurWords(problem, nameOf), nameOf(problem.parameter))).join('\n');
}

const PARAMETER = /`([A-Za-z.]{1,40})`/g;

/** Renames the parameters in a problem to what was typed. The problem of a query quotes the user, so it stays as it is. */
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

/** Puts the caret below its character, even if characters before it are printed as escapes. */
function caretBelow(line: string, caret: string): string {
  const column = caret.indexOf('^');
  return `${' '.repeat(widthOf(oneLine(line.slice(0, column))))}^`;
}
