import type { StatsJson } from '@logwarren/api';
import { useState } from 'react';
import type { AnswerError } from '../api/answer-error.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';

/** The number of records that are newer than those in a list. */
export interface NewerRecords {
  /** 0 before the first look. */
  count: number;
  /** False when there may be more. */
  complete: boolean;
  /** The moment of the count, ms; undefined before the first look. */
  asOfMs: number | undefined;
  error: AnswerError | undefined;
  isLooking: boolean;
  /** Counts them from now on, whenever the moment is renewed. */
  look: () => void;
}

/**
 * Counts records that a search would find above its list, without touching the list.
 *
 * @param q the query
 * @param newest timestamp of the first record of the list; undefined while the list is empty
 * @param generation of the list: a count for an earlier list says nothing about a new one
 * @param moment the moment that the numbers of the view ask for
 */
export function useNewer(q: string, newest: string | undefined, generation: number, moment: Moment): NewerRecords {
  const [looked, setLooked] = useState({ generation: -1, from: '' });
  const isOn = looked.generation === generation;
  const path = isOn ? withParameters('/logs/stats', filterParameters({ q, from: looked.from, to: '' })) : undefined;
  const { data, error, loading, stale, asOfMs } = useAnswer<StatsJson>(path, 0, moment);
  const look = () => {
    if (newest === undefined) return;
    // Other records of the same millisecond may be in the list already.
    const from = new Date(Date.parse(newest) + 1).toISOString();
    setLooked({ generation, from });
  };
  const counted = isOn && !stale ? data : undefined;
  return {
    count: counted?.total ?? 0,
    complete: counted?.complete ?? true,
    asOfMs: counted === undefined ? undefined : asOfMs,
    error: isOn ? error : undefined,
    isLooking: isOn && loading,
    look,
  };
}
