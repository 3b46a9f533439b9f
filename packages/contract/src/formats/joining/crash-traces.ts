import type { Continuation } from './continuation.ts';

/*
 * Crashes whose traces are not told by their indents alone, since version 5:
 *
 *     PHP Fatal error:  Uncaught …      `Stack trace:`, `#0 …`, `thrown in …`, and `Next …` for the exception behind
 */

const PHP = /^(?:PHP )?(?:Fatal|Recoverable fatal|Catchable fatal|Parse) error: {1,3}\S/;
const PHP_TRACE =
  /^(?:(?:PHP )?Stack trace:$|#\d{1,5} |PHP {1,3}\d{1,5}\. |Next [\w\\]{1,256}(?:: | in \/)| {2}thrown in )/;

/** The rule for a first line of these kinds; undefined for any other. */
export function crashOf(first: string): Continuation | undefined {
  return PHP.test(first) ? { next: (line) => (PHP_TRACE.test(line) ? true : undefined) } : undefined;
}
