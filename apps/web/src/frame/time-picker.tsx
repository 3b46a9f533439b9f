import { useEffect, useId, useRef, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { AGES, fromInput, nameRange, toInput } from './time-range.ts';

/** The time range: a button that says it, and a panel that changes it. Remounted for each range. */
export function TimePicker() {
  const { address, navigate } = useAddress();
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setIsOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setIsOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);
  const choose = (from: string, to: string) => {
    setIsOpen(false);
    navigate({ from, to, record: '' });
  };
  return (
    <div className="time" ref={root}>
      <button ref={button} type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {nameRange(address.from, address.to)} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && (
        <section className="time-panel" aria-label="Time range">
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
          <MomentForm from={address.from} to={address.to} choose={choose} />
        </section>
      )}
    </div>
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
      <label htmlFor={`${id}-from`}>From</label>
      <input
        id={`${id}-from`}
        type="datetime-local"
        step="1"
        value={start}
        onChange={(event) => setStart(event.target.value)}
      />
      <label htmlFor={`${id}-to`}>To</label>
      <input
        id={`${id}-to`}
        type="datetime-local"
        step="1"
        value={end}
        onChange={(event) => setEnd(event.target.value)}
      />
      <p className="hint">{isEmpty ? 'The end is not after the start.' : 'Your local time; empty means no limit.'}</p>
      <button type="submit" disabled={isEmpty}>
        Show
      </button>
    </form>
  );
}
