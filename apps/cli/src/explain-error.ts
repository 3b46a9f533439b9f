import type { ApiError, ApiProblem } from './api-error.ts';
import { oneLine } from './terminal/terminal-text.ts';
import { widthOf } from './terminal/wrap-text.ts';

/**
 * Explains a service's answer in the words of the command line; a query is shown with the place that is wrong.
 *
 * @param nameOf the name under which a parameter of the API was given
 * @returns lines without a line end
 */
export function explainError({ message, problems }: ApiError, nameOf: (parameter: string) => string): string {
  if (problems.length === 0) return oneLine(message);
  return problems
    .map(({ problem, ...rest }) => {
      const inOurWords = problem.replace('`from`', nameOf('from'));
      return explainProblem({ ...rest, problem: inOurWords }, nameOf(rest.parameter));
    })
    .join('\n');
}

function explainProblem({ caret, hint, line, problem }: ApiProblem, subject: string): string {
  const place = line === undefined || caret === undefined ? [] : [`  ${oneLine(line)}`, `  ${caretBelow(line, caret)}`];
  const advice = hint === undefined ? [] : [`  ${oneLine(hint)}`];
  return [`${subject} ${oneLine(problem)}`, ...place, ...advice].join('\n');
}

/** The caret below its character also when what stands before it is printed as escapes. */
function caretBelow(line: string, caret: string): string {
  const column = caret.indexOf('^');
  return `${' '.repeat(widthOf(oneLine(line.slice(0, column))))}^`;
}
