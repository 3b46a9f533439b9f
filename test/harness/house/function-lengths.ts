/** A function of a file and its number of lines, from its first to its closing brace. */
interface FunctionLength {
  /** Line where it begins, from 1. */
  line: number;
  /** Without blank ones, as lint counts them. */
  lines: number;
}

/** Keywords that open a block other than a function. */
const OTHER_BLOCK =
  /^\s*(?:\} )?(?:if|else|for|while|switch|try|catch|finally|do|case|default|class|interface|export class)\b/;
/** End of the head of a function with a body of its own; also that of a head that the formatter broke up. */
const HEAD =
  /(?:=> \{|^\s*(?:export )?(?:async )?function\b.*[^(]\{|^\s*(?:(?:static|async|override|get|set|private) )*\*?[#\w[\].]+(?:<.*>)?\(.*\)(?:: .*)? \{|^\s*(?:\}(?:: .*)?)?\)(?:: .*)? (?:=> )?\{)$/;

/**
 * Measures the functions of a file that have a body of several lines.
 *
 * Uses the indentation, which lint keeps exact: a body ends at the next line that begins with `}` in the column of the
 * line that opened it. Functions of one expression are not counted, so the median is of bodies.
 *
 * @param text a file as the formatter leaves it
 */
export function functionLengths(text: string): FunctionLength[] {
  const lines = text.split('\n');
  return lines.flatMap((opening, index) => {
    if (!HEAD.test(opening) || OTHER_BLOCK.test(opening)) return [];
    const indent = /^\s*/.exec(opening)?.[0] ?? '';
    const end = lines.findIndex((line, at) => at > index && line.startsWith(`${indent}}`));
    if (end === -1) return [];
    return [{ line: index + 1, lines: lines.slice(index, end + 1).filter((line) => line.trim() !== '').length }];
  });
}
