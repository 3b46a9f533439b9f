import type { RecordJson, TailEventsJson, TailMark } from '@logwarren/api';
import { parseJson } from '@logwarren/contract/exact-json';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ListEntry, leftOutEntry } from '../paging/record-pages.ts';

/** connecting; live; away: the server waits for RabbitMQ; refused: the server will not answer at all. */
type TailState = 'off' | 'connecting' | 'live' | 'away' | 'refused';

/** New records as they arrive. */
export interface LiveTail {
  state: TailState;
  /** Records per second, over the last few seconds. */
  rate: number;
  /** Records that have arrived and are not in the list yet, because the reader is elsewhere. */
  waiting: number;
  /** Puts all recent records on top of the list again, after the list has started again. */
  repeat: () => void;
}

interface LiveTailOptions {
  /** `/logs/tail` with its filter; undefined: off. */
  path: string | undefined;
  /** While the reader reads, nothing moves. */
  isPaused: boolean;
  /** Takes records, newest first. */
  add: (records: readonly ListEntry[]) => void;
  /** Called when records begin to arrive; earlier ones must be searched for. */
  onLive: () => void;
}

/** How often new records are shown, ms: often enough for the eye, rarely enough for the list. */
const SHOW_MS = 250;
/** Most records that are shown at once; the others are only counted. */
const MAX_AT_ONCE = 300;
const KEPT = 1_000;
const RATE_OVER_MS = 4_000;

interface Arrived {
  /** The latest records, newest first. */
  recent: ListEntry[];
  /** How many of `recent` have not been shown yet. */
  unseen: number;
  /** Records that were not kept at all. */
  leftOut: number;
  /** An entry that says that records may be missing, not shown yet. */
  gap: ListEntry | undefined;
  /** Times of arrival, for the rate. */
  times: number[];
  gaps: number;
}

const NOTHING: Arrived = { recent: [], unseen: 0, leftOut: 0, gap: undefined, times: [], gaps: 0 };

/** Follows records as they are published. */
export function useLiveTail({ path, isPaused, add, onLive }: LiveTailOptions): LiveTail {
  const [state, setState] = useState<TailState>('off');
  const [counts, setCounts] = useState({ rate: 0, waiting: 0 });
  const arrived = useRef<Arrived>({ ...NOTHING });
  const actions = useRef({ add, onLive, isPaused });
  useEffect(() => {
    actions.current = { add, onLive, isPaused };
  });
  useEffect(() => {
    if (path === undefined) return setState('off');
    arrived.current = { ...NOTHING, recent: [], times: [] };
    setState('connecting');
    const close = openTail(path, {
      onRecord: (record) => arrive(arrived.current, record),
      onDropped: (count) => (arrived.current.leftOut += count),
      // Each attempt to fill the same gap may fail; the list shows the entry once.
      onGap: (after) => (arrived.current.gap = leftOutEntry('some', `gap-${after}`, new Date().toISOString())),
      onState(next) {
        setState(next);
        if (next === 'live') actions.current.onLive();
      },
    });
    const timer = setInterval(() => {
      const { isPaused: waits, add: show } = actions.current;
      if (!waits) showUnseen(arrived.current, show);
      setCounts(countsOf(arrived.current));
    }, SHOW_MS);
    return () => {
      close();
      clearInterval(timer);
    };
  }, [path]);
  const repeat = useCallback(() => {
    const { recent, unseen } = arrived.current;
    if (recent.length > unseen) actions.current.add(recent.slice(unseen));
  }, []);
  return { state, ...counts, repeat };
}

function arrive(arrived: Arrived, record: RecordJson & TailMark): void {
  arrived.recent.unshift(record);
  arrived.unseen++;
  arrived.times.push(performance.now());
  if (arrived.recent.length <= KEPT) return;
  arrived.recent.pop();
  if (arrived.unseen <= KEPT) return;
  arrived.unseen = KEPT;
  arrived.leftOut++;
}

function showUnseen(arrived: Arrived, show: (records: readonly ListEntry[]) => void): void {
  const { unseen, recent, gap } = arrived;
  if (gap !== undefined) show([gap]);
  arrived.gap = undefined;
  if (unseen === 0 && arrived.leftOut === 0) return;
  const shown: ListEntry[] = recent.slice(0, Math.min(unseen, MAX_AT_ONCE));
  const missing = arrived.leftOut + unseen - shown.length;
  const at = shown.at(-1)?.timestamp ?? new Date().toISOString();
  show(missing === 0 ? shown : [...shown, leftOutEntry(missing, `left-out-${arrived.gaps++}`, at)]);
  arrived.unseen = 0;
  arrived.leftOut = 0;
}

function countsOf(arrived: Arrived): { rate: number; waiting: number } {
  const since = performance.now() - RATE_OVER_MS;
  const first = arrived.times.findIndex((time) => time >= since);
  arrived.times.splice(0, first === -1 ? arrived.times.length : first);
  return { rate: arrived.times.length / (RATE_OVER_MS / 1000), waiting: arrived.unseen + arrived.leftOut };
}

interface TailHandlers {
  onRecord: (record: RecordJson & TailMark) => void;
  onDropped: (count: number) => void;
  /** Records published after this one, and before the connection came back, may be missing. */
  onGap: (after: string) => void;
  onState: (state: TailState) => void;
}

/** The browser reconnects by itself and names the last record it had, so that the server fills the gap. */
function openTail(path: string, { onRecord, onDropped, onGap, onState }: TailHandlers): () => void {
  const source = new EventSource(path);
  const read = <T>(event: Event) => parseJson((event as MessageEvent<string>).data) as T;
  const on = <Name extends keyof TailEventsJson>(name: Name, take: (said: TailEventsJson[Name]) => void) =>
    source.addEventListener(name, (event) => take(read(event)));
  source.onmessage = (event) => onRecord(read<RecordJson & TailMark>(event));
  on('dropped', ({ count }) => onDropped(count));
  on('gap', ({ after }) => onGap(after));
  on('status', ({ live }) => onState(live ? 'live' : 'away'));
  source.onerror = () => onState(source.readyState === EventSource.CLOSED ? 'refused' : 'connecting');
  return () => source.close();
}
