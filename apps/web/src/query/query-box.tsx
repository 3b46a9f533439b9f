import { type ReactNode, type RefObject, useId, useRef } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { AnswerError } from '../api/answer-error.ts';
import type { Moment } from '../api/use-moment.ts';
import { ChoiceList } from './choice-list.tsx';
import { type QueryText, useQueryText } from './use-query-text.ts';

interface QueryBoxProps {
  /** The fault in the query that was run. */
  error: AnswerError | undefined;
  runAgain: () => void;
  /** The moment of the view. */
  moment: Moment;
  /** Further buttons at the end of the line. */
  children?: ReactNode;
}

/** The query with completion. A fault is marked below its letter, and the last good result stays. */
export function QueryBox({ error, runAgain, moment, children }: QueryBoxProps) {
  const { address, navigate } = useAddress();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const run = (query: string) => {
    const q = query.trim();
    if (q === address.q) runAgain();
    else navigate({ q, record: '' });
  };
  const written = useQueryText(input, run, moment);
  const { text, choices, areNames, active, choose } = written;
  const clear = () => {
    // The button disappears with the text.
    input.current?.focus();
    if (address.q === '') written.edit('', 0);
    else navigate({ q: '', record: '' });
  };
  return (
    <search className="query">
      <label htmlFor={id} className="unseen">
        Query
      </label>
      <div className="query-line">
        <span className="query-sign" aria-hidden="true">
          ⌕
        </span>
        <QueryInput id={id} input={input} written={written} isWrong={error !== undefined} />
        {text !== '' && (
          <button type="button" className="quiet query-clear" aria-label="Clear the query" onClick={clear}>
            ✕
          </button>
        )}
        {children}
      </div>
      {choices.length > 0 && (
        <ChoiceList
          id={`${id}-choices`}
          choices={choices}
          active={active}
          choose={choose}
          suffix={areNames ? ':' : ''}
        />
      )}
      {error !== undefined && <QueryFault id={`${id}-error`} error={error} isUnchanged={text === address.q} />}
    </search>
  );
}

interface QueryInputProps {
  id: string;
  input: RefObject<HTMLInputElement | null>;
  written: QueryText;
  /** Whether there is a fault; it describes the input. */
  isWrong: boolean;
}

/** The line for writing the query, which controls the list of choices below. */
function QueryInput({ id, input, written, isWrong }: QueryInputProps) {
  const { text, choices, active, edit, leave, onKeyDown } = written;
  const isOpen = choices.length > 0;
  return (
    <input
      id={id}
      onKeyDown={onKeyDown}
      ref={input}
      className="query-input"
      type="text"
      role="combobox"
      aria-expanded={isOpen}
      aria-controls={`${id}-choices`}
      aria-activedescendant={isOpen && active >= 0 ? `${id}-choices-${active}` : undefined}
      aria-autocomplete="list"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      enterKeyHint="search"
      placeholder='service:checkout severity:>=WARN "timeout"'
      value={text}
      aria-invalid={isWrong}
      aria-describedby={isWrong ? `${id}-error` : undefined}
      onChange={({ target }) => edit(target.value, target.selectionStart ?? target.value.length)}
      onBlur={leave}
    />
  );
}

interface QueryFaultProps {
  id: string;
  error: AnswerError;
  /** Whether the text is still the one with the fault. */
  isUnchanged: boolean;
}

function QueryFault({ id, error: { message, hint, position }, isUnchanged }: QueryFaultProps) {
  return (
    <div className="query-error" id={id} role="alert">
      {position !== undefined && isUnchanged && (
        <div className="query-caret" aria-hidden="true">
          {' '.repeat(position - 1)}^
        </div>
      )}
      {message}
      {hint !== undefined && <span className="hint"> To do: {hint}.</span>}
    </div>
  );
}
