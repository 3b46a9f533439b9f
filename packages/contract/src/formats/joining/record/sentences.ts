/**
 * Sentences in a row, not indented, below a line with a time, after which they are records: the file has no times, and one odd
 * line has. A text that a program logs over so many lines nearly always has a line that is blank, indented or short.
 */
export const MIN_SENTENCES = 10;
const SQL =
  /^(?:select|from|where|and|or|(?:left |right |inner |cross )?join|order by|group by|having|limit|values|insert|update|set|union|with|on)\b/i;
const SENTENCE = /^[A-Za-z]\S{0,64}(?: \S{1,64}){3}/;

/** True for a line of four words or more that begins with a letter, and not with a word of SQL. */
export function isSentence(line: string): boolean {
  return SENTENCE.test(line) && !SQL.test(line);
}
