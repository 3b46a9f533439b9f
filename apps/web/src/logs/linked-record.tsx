import type { RecordJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import { RecordDetail } from '../record/record-detail.tsx';
import { visibleText } from '../text/visible-text.ts';

const GONE =
  'No stored record has this id: it may have expired, or it came live from a program that gives its messages no id.';

/**
 * The record that the address names, when it is not in the list: outside of the query or the time range, or further
 * down.
 */
export function LinkedRecord({ id }: { id: string }) {
  const { navigate } = useAddress();
  const { data, error } = useAnswer<RecordJson>(`/logs/${encodeURIComponent(id)}`);
  const close = (
    <button type="button" className="quiet" onClick={() => navigate({ record: '' })}>
      close
    </button>
  );
  if (error !== undefined) {
    return (
      <div className="notice" role="status">
        {error.trouble === 'not-found' ? GONE : error.message}
        <span className="grow" />
        {close}
      </div>
    );
  }
  if (data?.id !== id) return null;
  return (
    <div className="linked">
      <div className="linked-head" data-severity={data.severity}>
        <span className="row-severity">{data.severity}</span>
        <span className="row-service">{visibleText(data.service)}</span>
        <span className="hint">not among the records below</span>
        <span className="grow" />
        {close}
      </div>
      <RecordDetail record={data} />
    </div>
  );
}
