import type { RecordJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import type { Moment } from '../api/use-moment.ts';
import type { Selection } from '../query/filter-parameters.ts';
import { exactTime, localTime } from '../text/format-time.ts';
import { FutureNote } from '../time/future-note.tsx';
import { nameRange } from '../time/time-range.ts';
import { VIEWS } from '../views/all-views.ts';
import { useElsewhere } from './use-elsewhere.ts';

/** Time that is shown before and after a record found elsewhere, ms. */
const AROUND_MS = 30 * 60_000;

/** Names the query and the range, and offers a query and a range that have results. */
export function NothingFound({ moment }: { moment: Moment }) {
  const { address } = useAddress();
  const { from, to } = address;
  const q = VIEWS[address.view].takesQuery ? address.q : '';
  const { newest, future, isFutureComplete, isNowhere } = useElsewhere({ q, from, to }, moment);
  return (
    <div className="nothing">
      <h2>No record {q === '' ? '' : 'matches'}</h2>
      <Searched selection={{ q, from, to }} isNowhere={isNowhere} />
      {newest !== undefined && (
        <p>
          The newest {q === '' ? 'record' : 'match'} is from{' '}
          <time title={exactTime(newest.timestamp)}>{localTime(new Date(newest.timestamp))}</time>.
        </p>
      )}
      {future > 0 && (
        <p>
          <FutureNote count={future} complete={isFutureComplete} q={q} />.
        </p>
      )}
      <Offers newest={newest} q={q} />
      {isNowhere && q === '' && <HowToSend />}
    </div>
  );
}

/** Names the search, and says if no other time has a match. */
function Searched({ selection: { q, from, to }, isNowhere }: { selection: Selection; isNowhere: boolean }) {
  const isAllTime = from === '' && to === '';
  return (
    <p>
      Searched {nameRange(from, to)}
      {q === '' ? '' : ' for '}
      {q !== '' && <code>{q}</code>}, all of it.
      {isNowhere && !isAllTime && q !== '' && ' No other time has a match either.'}
    </p>
  );
}

/** Buttons that lead to records. */
function Offers({ newest, q }: { newest: RecordJson | undefined; q: string }) {
  const { navigate } = useAddress();
  return (
    <div className="offers">
      {newest !== undefined && (
        <button type="button" onClick={() => navigate(rangeAround(newest.timestamp))}>
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
  );
}

function rangeAround(timestamp: string): { from: string; to: string } {
  const ms = Date.parse(timestamp);
  const iso = (time: number) => new Date(time).toISOString();
  return { from: iso(ms - AROUND_MS), to: iso(ms + AROUND_MS) };
}

/** The command that stores a first record. */
function HowToSend() {
  return (
    <p className="hint">
      No record is stored yet. Send one:{' '}
      <code>
        curl -d '{'{'}"message": "hello"{'}'}' 127.0.0.1:8081/logs
      </code>
    </p>
  );
}
