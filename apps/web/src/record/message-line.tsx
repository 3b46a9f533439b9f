import type { RecordJson } from '@logwarren/api';
import { standsFor } from '../browser/copied-lines.ts';
import { MarkedText } from '../query/marked-text.tsx';
import { firstLine, shortened, visibleText, withoutBlankStart } from '../text/visible-text.ts';

interface MessageLineProps {
  record: Pick<RecordJson, 'message' | 'attributes'>;
  /** Lower case; marked in the line. */
  words: readonly string[];
}

/** More than fits on any screen; the open record shows the rest. */
const MAX_LETTERS = 600;

/**
 * A message on one line: its first line, and a symbol for the rest. When copied, the symbol becomes the rest of the
 * message. A record without a message shows its attributes.
 */
export function MessageLine({ record, words }: MessageLineProps) {
  const message = withoutBlankStart(record.message);
  if (message.trim() === '') return <AttributesLine attributes={record.attributes} words={words} />;
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

function AttributesLine({ attributes, words }: Pick<RecordJson, 'attributes'> & Pick<MessageLineProps, 'words'>) {
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  const text = pairs.length === 0 ? 'no message' : oneLine(visibleText(pairs.join(' ').slice(0, 4 * MAX_LETTERS)));
  return (
    <span className="hint">
      <MarkedText text={shortened(text, MAX_LETTERS)} words={words} />
    </span>
  );
}

/** Joins the lines of a text, without their indentation. */
function oneLine(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return [first.trimEnd(), ...others.map((line) => line.trim()).filter((line) => line !== '')].join(' ');
}
