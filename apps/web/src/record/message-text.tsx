import { useState } from 'react';
import { MarkedText, useWordsToMark } from '../query/marked-text.tsx';
import { visibleText } from '../text/visible-text.ts';
import { foldTrace } from './fold-trace.ts';

/** The message in full; a long stack trace is folded at first. */
export function MessageText({ message }: { message: string }) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const words = useWordsToMark();
  const text = visibleText(message);
  const folded = isUnfolded ? undefined : foldTrace(text);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, and has nothing else that takes the focus */}
      <pre className="detail-message" tabIndex={0}>
        <MarkedText text={folded?.shown ?? text} words={words} />
      </pre>
      {folded !== undefined && (
        <button type="button" className="detail-unfold" onClick={() => setIsUnfolded(true)}>
          Show {folded.hidden} more lines
        </button>
      )}
    </>
  );
}
