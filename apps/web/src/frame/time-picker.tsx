import { useId, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { Popover } from './popover.tsx';
import { AGES, fromInput, nameRange, toInput } from './time-range.ts';

/** The time range: a button that says it, and a panel that changes it. */
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

/** Start and end as moments in local time; either may be left empty. */
function MomentForm({ from, to, choose }: MomentFormProps) {
  const id = useId();
  const [start, setStart] = useState(toInput(from));
  const [end, setEnd] = useState(toInput(to));
  const isEmpty = start !== '' && end !== '' && start >= end;
  return (
    <form
      className="time-moments"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) choose(fromInput(start), fromInput(end));
      }}
    >
      <MomentInput id={`${id}-from`} name="From" value={start} change={setStart} />
      <MomentInput id={`${id}-to`} name="To" value={end} change={setEnd} />
      <p className="hint">{isEmpty ? 'The end is not after the start.' : 'Your local time. An empty end is now.'}</p>
      <button type="submit" disabled={isEmpty}>
        Show
      </button>
    </form>
  );
}

interface MomentInputProps {
  id: string;
  name: string;
  value: string;
  change: (value: string) => void;
}

function MomentInput({ id, name, value, change }: MomentInputProps) {
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <input id={id} type="datetime-local" step="1" value={value} onChange={(event) => change(event.target.value)} />
    </>
  );
}
