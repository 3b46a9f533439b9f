import type { RecordJson, TailMark } from '@logwarren/api';
import { stringifyJson } from '@logwarren/contract/exact-json';
import { useLayoutEffect, useRef, useState } from 'react';
import { recordLink } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { CopyButton } from '../elements/copy-button.tsx';
import { formatTerm } from '../query/edit-query.ts';
import { MarkedText, useWordsToMark } from '../query/marked-text.tsx';
import { exactTime } from '../text/format-time.ts';
import { copiedText, visibleText } from '../text/visible-text.ts';
import { FieldTable } from './field-table.tsx';
import { MessageText } from './message-text.tsx';
import { RecordContext } from './record-context.tsx';

interface RecordDetailProps {
  record: RecordJson & TailMark;
  /** Called with its height in px, at first and whenever it changes. */
  onHeight?: (px: number) => void;
}

/** All of a record: the message in full, attributes, and links to related records. */
export function RecordDetail({ record, onHeight }: RecordDetailProps) {
  const { address } = useAddress();
  const box = useRef<HTMLElement>(null);
  const words = useWordsToMark();
  const [showsJson, setShowsJson] = useState(false);
  const [showsContext, setShowsContext] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || onHeight === undefined) return;
    const tell = () => onHeight(element.offsetHeight);
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [onHeight]);
  return (
    <section className="detail" ref={box} aria-label="Record">
      <div className="detail-bar">
        <span className="detail-time">{exactTime(record.timestamp)}</span>
        <span className="grow" />
        {!record.idIsProvisional && (
          <button
            type="button"
            className="quiet"
            aria-pressed={showsContext}
            onClick={() => setShowsContext(!showsContext)}
          >
            context
          </button>
        )}
        {record.traceId !== undefined && (
          <Link className="action" to={{ q: formatTerm('traceId', record.traceId) }} title="All records of this trace">
            trace
          </Link>
        )}
        <CopyButton what="message" text={copiedText(record.message)} />
        <CopyButton what="JSON" text={stringifyJson(record, 2)} />
        {!record.idIsProvisional && (
          <CopyButton what="link" text={`${window.location.origin}${recordLink(record, address)}`} />
        )}
        <button type="button" className="quiet" aria-pressed={showsJson} onClick={() => setShowsJson(!showsJson)}>
          JSON
        </button>
      </div>
      {showsContext && <RecordContext record={record} />}
      <MessageText message={record.message} />
      {showsJson ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has nothing else that takes the focus
        <pre className="detail-json" tabIndex={0}>
          <MarkedText text={visibleText(stringifyJson(record, 2))} words={words} />
        </pre>
      ) : (
        <FieldTable record={record} />
      )}
    </section>
  );
}
