/** Shows why a query cannot be read: the fault, its place, and the correction. */
export class QueryProblem extends Error {
  /** 1 for the first character of the query. */
  readonly position: number;
  /** The line of the query that contains the fault. */
  readonly line: string;
  /** Spaces and a `^` that points at the fault when it is printed below `line`. */
  readonly caret: string;
  /** A correct text to write instead. */
  readonly hint: string;

  /** @param at 0 for the first character; the length of the query for its end */
  constructor(query: string, at: number, message: string, hint: string) {
    super(message);
    const before = query.slice(0, at);
    const lineStart = before.lastIndexOf('\n') + 1;
    const lineEnd = query.indexOf('\n', at);
    this.position = at + 1;
    this.line = query.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replaceAll('\t', ' ');
    this.caret = `${' '.repeat(at - lineStart)}^`;
    this.hint = hint;
  }
}
