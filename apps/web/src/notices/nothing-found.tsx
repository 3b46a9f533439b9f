import type { PageJson, StatsJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { exactTime, localTime } from '../text/format-time.ts';
import { FUTURE, FutureNote } from '../time/future-note.tsx';
import { nameRange } from '../time/time-range.ts';

/** Time that is shown before and after a record that was found elsewhere, ms. */
const AROUND_MS = 30 * 60_000;

/** Names the query and the range, and offers a query and a range that have results. */
export function NothingFound({ moment }: { moment: Moment }) {
  const { address, navigate } = useAddress();
  const { from, to } = address;
  // The overview shows all records, whatever the query.
  const q = address.view === 'logs' ? address.q : '';
  const isAllTime = from === '' && to === '';
  const path = withParameters('/logs', 'limit=1', filterParameters({ q, from: '', to: '' }));
  const { data } = useAnswer<PageJson>(isAllTime ? undefined : path, 0, moment);
  const newest = data?.records[0];
  const isFuture = from === FUTURE.from && to === FUTURE.to;
  const later = withParameters('/logs/stats', filterParameters({ q, ...FUTURE }));
  const inFuture = useAnswer<StatsJson>(isFuture ? undefined : later, 0, moment).data;
  const future = inFuture?.total ?? 0;
  // Where the count has not come yet, or its time was up, there may be records.
  const hasNoFuture = isFuture || (inFuture?.total === 0 && inFuture.complete);
  const isNowhere = hasNoFuture && (isAllTime || (data?.complete === true && newest === undefined));
  const around = (timestamp: string) => {
    const ms = Date.parse(timestamp);
    const iso = (time: number) => new Date(time).toISOString();
    navigate({ from: iso(ms - AROUND_MS), to: iso(ms + AROUND_MS) });
  };
  return (
    <div className="nothing">
      <h2>No record {q === '' ? '' : 'matches'}</h2>
      <p>
        Searched {nameRange(from, to)}
        {q === '' ? '' : ' for '}
        {q !== '' && <code>{q}</code>}, all of it.
        {isNowhere && !isAllTime && q !== '' && ' No other time has a match either.'}
      </p>
      {newest !== undefined && (
        <p>
          The newest {q === '' ? 'record' : 'match'} is from{' '}
          <time title={exactTime(newest.timestamp)}>{localTime(new Date(newest.timestamp))}</time>.
        </p>
      )}
      {future > 0 && (
        <p>
          <FutureNote count={future} complete={inFuture?.complete === true} q={q} />.
        </p>
      )}
      <div className="offers">
        {newest !== undefined && (
          <button type="button" onClick={() => around(newest.timestamp)}>
            Show the hour around it
          </button>
        )}
        {newest !== undefined && (
          <button type="button" onClick={() => navigate({ from: '', to: '' })}>
            Search all time
          </button>
        )}
        {q !== '' && (
          <button type="button" onClick={() => navigate({ q: '' })}>
            Show all records of this time
          </button>
        )}
      </div>
      {isNowhere && q === '' && (
        <p className="hint">
          No record is stored yet. Send one:{' '}
          <code>
            curl -d '{'{'}"message": "hello"{'}'}' 127.0.0.1:8081/logs
          </code>
        </p>
      )}
    </div>
  );
}
