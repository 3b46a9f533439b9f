import type { LetterDetailJson, LetterJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from '../elements/copy-button.tsx';
import { countOf } from '../text/format-count.ts';
import { agoOf, exactTime } from '../text/format-time.ts';
import { copiedText, visibleText } from '../text/visible-text.ts';
import { LetterActions } from './letter-actions.tsx';

interface LetterRowProps {
  letter: LetterJson;
  isOpen: boolean;
  /** Called after letters were replayed or discarded. */
  done: () => void;
  /** For ages, ms since the epoch. */
  nowMs: number;
}

/** A letter as one line; with its bytes if it is open. */
export function LetterRow({ letter, isOpen, done, nowMs }: LetterRowProps) {
  const { navigate } = useAddress();
  return (
    <li className="letter">
      <button
        type="button"
        className="letter-line"
        aria-expanded={isOpen}
        onClick={() => navigate({ record: isOpen ? '' : letter.id })}
      >
        <span className="row-time" title={exactTime(letter.lastFailedAt)}>
          {agoOf(letter.lastFailedAt, nowMs)}
        </span>
        <span className="letter-reason">{letter.reason}</span>
        <span className="letter-service">{visibleText(letter.service ?? letter.origin.routingKey)}</span>
        <span className="letter-why">{visibleText(letter.explanation)}</span>
        <span className="hint">
          {letter.state === 'kept' ? '' : letter.state}
          {letter.count > 1 ? ` failed ${countOf(letter.count, 'time')}` : ''}
        </span>
      </button>
      {isOpen && <LetterDetail letter={letter} done={done} />}
    </li>
  );
}

function LetterDetail({ letter, done }: Omit<LetterRowProps, 'isOpen' | 'nowMs'>) {
  const { data, error } = useAnswer<LetterDetailJson>(`/dead-letters/${letter.id}`);
  if (error !== undefined) return <p className="letter-detail">{error.message}</p>;
  if (data === undefined) return <p className="letter-detail hint">Reading …</p>;
  const { preview } = data;
  const facts: [string, string][] = [
    ['why', letter.explanation],
    ['failed', `${exactTime(data.lastFailedAt)}${data.count > 1 ? `, first ${exactTime(data.firstFailedAt)}` : ''}`],
    ['queue', data.origin.queue],
    ['routing key', data.origin.routingKey || 'none'],
    ['message id', data.origin.messageId ?? 'none'],
    ['from', data.origin.host ?? 'unknown'],
    ['size', [countOf(data.sizeBytes, 'byte'), data.contentType, data.contentEncoding].filter(Boolean).join(', ')],
    ...Object.entries(data.headers).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <section className="letter-detail" aria-label="Dead letter">
      <div className="detail-bar">
        {data.state !== 'replaying' && <LetterActions selection={{ ids: [data.id] }} what="this" done={done} />}
        <span className="grow" />
        <CopyButton what="text" text={copiedText(preview.text)} />
        <a className="action" href={`/dead-letters/${data.id}/body`} download={data.id}>
          download bytes
        </a>
      </div>
      <table className="fields">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{visibleText(name)}</th>
              <td className="fields-value">{visibleText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, and has nothing else that takes the focus */}
      <pre className="detail-message" tabIndex={0}>
        {visibleText(preview.text)}
      </pre>
      {preview.truncated && <p className="hint">Only the beginning is shown.</p>}
    </section>
  );
}
