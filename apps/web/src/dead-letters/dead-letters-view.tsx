import type { LetterPageJson } from '@logwarren/api';
import { useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useNow } from '../browser/timers.ts';
import { useKeys } from '../browser/use-keys.ts';
import { TroubleLine } from '../notices/search-progress.tsx';
import { useRefresh, useRun } from '../refresh/use-refresh.ts';
import { countOf } from '../text/format-count.ts';
import { LetterActions } from './letter-actions.tsx';
import { LetterRow } from './letter-row.tsx';

/** Enough to look at; to act on more of them, use their reason here, or the API. */
const LIMIT = 200;

/** Shows messages that could not be stored, why, and their bytes; the reader can replay or discard them. */
export function DeadLettersView() {
  const { address, navigate } = useAddress();
  const { run, again } = useRun();
  const [showsSettled, setShowsSettled] = useState(false);
  const state = showsSettled ? '&state=all' : '';
  const { data, error, loading, stale, receivedMs } = useAnswer<LetterPageJson>(
    `/dead-letters?limit=${LIMIT}${state}`,
    run,
  );
  useKeys({ escape: () => navigate({ record: '' }) });
  const nowMs = useNow();
  // An open letter, or one that the reader is about to act on, stays where it is.
  const [isPlanning, setIsPlanning] = useState(false);
  const pause = address.record !== '' ? 'a letter is open' : isPlanning ? 'a dialog is open' : undefined;
  useRefresh({ refresh: again, asOfMs: receivedMs, isBusy: loading, hasFailed: error !== undefined, pause });
  const letters = data?.letters ?? [];
  const open = letters.filter((letter) => letter.state === 'kept');
  return (
    <main className="letters" data-stale={stale}>
      {error !== undefined && <TroubleLine error={error} />}
      <div className="letters-head">
        <h1 className="overview-title">{data === undefined ? 'Dead letters' : titleOf(data)}</h1>
        <label className="letters-settled">
          <input type="checkbox" checked={showsSettled} onChange={(event) => setShowsSettled(event.target.checked)} />{' '}
          show settled
        </label>
        <span className="grow" />
        {open.length > 0 && (
          <LetterActions
            selection={{ filter: {} }}
            what={data?.next === null ? `all ${open.length}` : 'all'}
            done={again}
            onPlan={setIsPlanning}
          />
        )}
      </div>
      {data !== undefined && letters.length === 0 && (
        <div className="nothing">
          <h2>No dead letters</h2>
          <p className="hint">Every message was stored, or can still be.</p>
        </div>
      )}
      <ul className="letter-list" aria-label="Dead letters, newest failure first">
        {letters.map((letter) => (
          <LetterRow key={letter.id} letter={letter} isOpen={letter.id === address.record} done={again} nowMs={nowMs} />
        ))}
      </ul>
    </main>
  );
}

function titleOf({ letters, next }: LetterPageJson): string {
  const records = letters.reduce((sum, letter) => sum + letter.records, 0);
  const count = `${next === null ? '' : 'more than '}${countOf(letters.length, 'dead letter')}`;
  return `${count}${records > 0 ? `, ${countOf(records, 'record')}` : ''}`;
}
