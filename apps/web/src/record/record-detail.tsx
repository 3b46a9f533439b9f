import { useLayoutEffect, useRef, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { AttributeValue, LogRecord } from '../api/log-record.ts';
import { CopyButton } from './copy-button.tsx';
import { exactTime } from './format-time.ts';
import { recordLink } from './record-link.ts';
import { visibleText } from './visible-text.ts';

interface RecordDetailProps {
  record: LogRecord;
  /** Told its height in px, at first and whenever it changes. */
  onHeight?: (px: number) => void;
}

/** All of a record: the message in full, attributes, and what leads on from it. */
export function RecordDetail({ record, onHeight }: RecordDetailProps) {
  const { address } = useAddress();
  const box = useRef<HTMLElement>(null);
  const [showsJson, setShowsJson] = useState(false);
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
        <CopyButton what="message" text={record.message} />
        <CopyButton what="JSON" text={JSON.stringify(record, null, 2)} />
        <CopyButton what="link" text={`${window.location.origin}${recordLink(record, address)}`} />
        <button type="button" className="quiet" aria-pressed={showsJson} onClick={() => setShowsJson(!showsJson)}>
          JSON
        </button>
      </div>
      <pre className="detail-message">{visibleText(record.message)}</pre>
      {showsJson ? (
        <pre className="detail-json">{visibleText(JSON.stringify(record, null, 2))}</pre>
      ) : (
        <FieldTable record={record} />
      )}
    </section>
  );
}

/** Fields and attributes, in the order in which the record has them. */
function FieldTable({ record }: { record: LogRecord }) {
  const fields: [string, AttributeValue][] = [['service', record.service]];
  if (record.severityText !== undefined) fields.push(['severityText', record.severityText]);
  if (record.traceId !== undefined) fields.push(['traceId', record.traceId]);
  if (record.spanId !== undefined) fields.push(['spanId', record.spanId]);
  fields.push(...Object.entries(record.attributes));
  return (
    <table className="fields">
      <tbody>
        {fields.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{visibleText(name)}</th>
            <td className="fields-value">{visibleText(String(value))}</td>
            <td className="fields-actions">
              <CopyButton what={name} text={String(value)} label="copy" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
