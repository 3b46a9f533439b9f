/*
 * Lines that begin a record behind a line with a time, since version 5: no logger writes them below its own head, so another
 * part of the program printed them.
 *
 *     Unhandled exception. System.X: boom           .NET; `Unhandled Exception: ` in older ones
 *     a.rb:12:in `show': boom (RuntimeError)        Ruby
 *     PHP Fatal error:  Uncaught …                  PHP
 *     Exception in thread "main" …                  Java, of a thread that nothing caught
 *     Shop/main.swift:3: Fatal error: boom          Swift
 *     GET /b 500 1.2 ms - 12                        requests of morgan, short and with colours or not
 *
 * A bare `Traceback …` or `java.io.IOException: …` is none of them: loggers write their exceptions so.
 */

const STARTS =
  /^(?:Unhandled [Ee]xception(?:\. |: )(?:[A-Za-z_]\w{0,80}\.){1,12}[A-Z]\w{0,80}: |(?:PHP )?Fatal error: {1,3}Uncaught |Exception in thread "[^"]{1,256}" |(?:[\w./+-]{1,256}\.swift:\d{1,7}: )?Fatal error: \S|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S{0,2000} \d{3} (?:[\d.]{1,12} ms - (?:\d{1,15}|-)|(?:\d{1,15}|-) - [\d.]{1,12} ms)$)/;
const RUBY = /^\S{1,200}:\d{1,7}:in [`'][^']{1,120}': .{0,400}\([A-Z][\w:]{0,80}\)$/;
/** A frame of Ruby, in an envelope or not: what stands below is the cause. */
const RUBY_FRAME = /(?:\s|\\t)from \S{1,200}:\d{1,7}:in /;
const LONGEST = 2100;

/**
 * True for a line that begins a record although a line with a time stands above.
 *
 * @param before the line above, in its envelope
 */
export function startsCrash(line: string, before: string): boolean {
  const head = line.slice(0, LONGEST);
  return STARTS.test(head) || (RUBY.test(head) && !RUBY_FRAME.test(before.slice(0, LONGEST)));
}
