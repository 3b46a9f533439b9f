import { standsFor } from '../frame/stand-in.ts';
import { MarkedText } from '../query/marked-text.tsx';
import { firstLine, visibleText } from './visible-text.ts';

interface MessageLineProps {
  message: string;
  /** Lower case; marked in the line. */
  words: readonly string[];
}

/** More than fits on any screen; the rest is in the open record. */
const MAX_LETTERS = 600;

/** A message in one line: its first line, and a sign for what follows. Copied, the sign becomes the rest of the message. */
export function MessageLine({ message, words }: MessageLineProps) {
  const { line, more } = firstLine(visibleText(message.slice(0, 4 * MAX_LETTERS)));
  const shown = line.slice(0, MAX_LETTERS);
  const rest = () => oneLine(visibleText(message).slice(shown.length));
  const isAll = more === 0 && shown.length === line.length && message.length <= 4 * MAX_LETTERS;
  return (
    <>
      <MarkedText text={shown} words={words} />
      {!isAll && (
        <span className="row-more" ref={standsFor(rest)}>
          {more > 0 ? ` ⏎ ${more} more` : ' …'}
        </span>
      )}
    </>
  );
}

/** Joins the lines of a text, without their indentation. */
function oneLine(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return [first.trimEnd(), ...others.map((line) => line.trim()).filter((line) => line !== '')].join(' ');
}
