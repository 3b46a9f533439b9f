import type { ApiError, ApiProblem } from './api-client.ts';
import { OPTION_OF } from './commands/filter-options.ts';
import { oneLine } from './terminal/terminal-text.ts';
import { widthOf } from './terminal/wrap-text.ts';

/**
 * Explains a service's answer in the words of the command line; a query is shown with the place that is wrong.
 *
 * @returns lines without a line end
 */
export function explainError({ message, problems }: ApiError): string {
  if (problems.length === 0) return oneLine(message);
  return problems.map(explainProblem).join('\n');
}

function explainProblem({ caret, hint, line, parameter, problem }: ApiProblem): string {
  const subject = parameter === 'q' ? 'the query' : (OPTION_OF[parameter] ?? parameter);
  const place = line === undefined || caret === undefined ? [] : [`  ${oneLine(line)}`, `  ${caretBelow(line, caret)}`];
  const advice = hint === undefined ? [] : [`  ${oneLine(hint)}`];
  return [`${subject} ${oneLine(problem)}`, ...place, ...advice].join('\n');
}

/** The caret below its character also when what stands before it is printed as escapes. */
function caretBelow(line: string, caret: string): string {
  const column = caret.indexOf('^');
  return `${' '.repeat(widthOf(oneLine(line.slice(0, column))))}^`;
}
