import { useId, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { Popover } from '../elements/popover.tsx';
import { clockOf, limitMs, placeClocks } from './clock-time.ts';
import { bothMoments, dayText, readMoment, toInput } from './moment-text.ts';
import { AGES, isTime, nameRange } from './time-range.ts';

/** The time range: a button that shows it, and a panel that changes it. */
export function TimePicker() {
  const { address, navigate } = useAddress();
  const button = (
    <>
      {nameRange(address.from, address.to)} <span aria-hidden="true">▾</span>
    </>
  );
  return (
    <Popover button={button} label="Time range" className="time">
      {(close) => {
        const choose = (from: string, to: string) => {
          close();
          navigate({ from, to, record: '' });
        };
        return (
          <>
            <div className="time-ages">
              {AGES.map(([age, name]) => (
                <button
                  key={age}
                  type="button"
                  className="quiet"
                  aria-pressed={address.to === '' && address.from === age}
                  onClick={() => choose(age, '')}
                >
                  {name}
                </button>
              ))}
            </div>
            <MomentForm key={`${address.from} ${address.to}`} from={address.from} to={address.to} choose={choose} />
          </>
        );
      }}
    </Popover>
  );
}

interface MomentFormProps {
  from: string;
  to: string;
  choose: (from: string, to: string) => void;
}

/** Start and end as a person writes them; both may be empty. A limit that is not edited stays exactly as it was. */
function MomentForm({ from, to, choose }: MomentFormProps) {
  const id = useId();
  const [start, setStart] = useState(toInput(from));
  const [end, setEnd] = useState(toInput(to));
  const chosen = placeClocks({ from: limitOf(start, from, 'from'), to: limitOf(end, to, 'to') }, start, end);
  const ends = [limitMs(chosen.from, 'from'), limitMs(chosen.to, 'to')] as const;
  const isEmpty = ends[0] !== undefined && ends[1] !== undefined && ends[0] >= ends[1];
  return (
    <form
      className="time-moments"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.from !== undefined && chosen.to !== undefined && !isEmpty) choose(chosen.from, chosen.to);
      }}
    >
      <MomentInput id={`${id}-from`} name="From" value={start} limit={chosen.from} change={setStart} />
      <MomentInput id={`${id}-to`} name="To" value={end} limit={chosen.to} change={setEnd} />
      <p className="hint">{isEmpty ? 'The end is not after the start.' : 'Your local time. An empty end is now.'}</p>
      <button type="submit" disabled={isEmpty || chosen.from === undefined || chosen.to === undefined}>
        Show
      </button>
    </form>
  );
}

/** A limit for the API, exactly as it was unless the reader edited it; undefined for text that is not a time. */
function limitOf(text: string, before: string, end: 'from' | 'to'): string | undefined {
  if (text === toInput(before)) return isTime(before, end) ? before : undefined;
  return readMoment(text, end);
}

interface MomentInputProps {
  id: string;
  name: string;
  value: string;
  /** The value for the API; undefined when it is not a time. */
  limit: string | undefined;
  change: (value: string) => void;
}

function MomentInput({ id, name, value, limit, change }: MomentInputProps) {
  const isWrong = limit === undefined;
  const both = bothMoments(value);
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder="2026-11-21 10:15:30"
        value={value}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => change(event.target.value)}
      />
      {isWrong && (
        <p className="time-wrong" id={`${id}-wrong`} role="alert">
          “{value.trim()}” is not a time here. Write 14:30, 2026-11-21 10:15:30, 15m or now-1h.
        </p>
      )}
      {!isWrong && clockOf(value) !== undefined && <p className="time-wrong hint">{dayText(limit)}</p>}
      {both !== undefined && (
        <p className="time-twice">
          This time comes twice:
          {both.map((moment) => (
            <button key={moment} type="button" className="quiet" onClick={() => change(moment)}>
              {moment.slice(11)}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
