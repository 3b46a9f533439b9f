import type { ContextJson, RecordJson } from '@logwarren/api';
import { useLayoutEffect, useRef } from 'react';
import { Link } from '../address/link.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { useWordsToMark } from '../query/marked-text.tsx';
import { exactTime, rowTime } from '../text/format-time.ts';
import { spokenText } from '../text/spaced-text.ts';
import { MessageLine } from './message-line.tsx';

/** Records on each side. */
const AROUND = 20;

/** Shows the records of the same service right before and after, newest first as in the list. */
export function RecordContext({ record }: { record: RecordJson }) {
  const { data, error } = useAnswer<ContextJson>(`/logs/${record.id}/context?before=${AROUND}&after=${AROUND}`);
  const words = useWordsToMark();
  const list = useRef<HTMLOListElement>(null);
  // Puts the record itself in the middle without scrolling anything around the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the records are there
  useLayoutEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current && current) list.current.scrollTop = current.offsetTop - list.current.clientHeight / 2;
  }, [data]);
  if (error !== undefined && data === undefined) return <p className="hint">{error.message}</p>;
  if (data === undefined) return <p className="hint">Reading what is around it …</p>;
  const all = [...data.before, data.record, ...data.after].reverse();
  return (
    <ol ref={list} className="context" aria-label={`${spokenText(record.service)} before and after, newest first`}>
      {all.map((each) => (
        <li key={each.id} data-severity={each.severity} aria-current={each.id === record.id || undefined}>
          <Link to={{ record: each.id }} title={exactTime(each.timestamp)} isMarkable>
            <span className="row-time">{rowTime(each.timestamp, new Date())}</span>
            <span className="row-severity">{each.severity}</span>
            <span className="row-message" dir="auto">
              <MessageLine record={each} words={words} />
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
