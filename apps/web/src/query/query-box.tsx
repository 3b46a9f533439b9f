import { useId, useRef, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { AnswerError } from '../api/request.ts';
import { useKeys } from '../frame/use-keys.ts';

interface QueryBoxProps {
  /** What is wrong with the query that was run. */
  error: AnswerError | undefined;
  runAgain: () => void;
}

/** The query; Enter runs it. A fault is marked under its letter, and the last good result stays. Remounted for each query. */
export function QueryBox({ error, runAgain }: QueryBoxProps) {
  const { address, navigate } = useAddress();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(address.q);
  useKeys({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  const run = () => {
    const q = text.trim();
    if (q === address.q) runAgain();
    else navigate({ q, record: '' });
  };
  return (
    <form
      className="query"
      aria-label="Search"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <label htmlFor={id} className="unseen">
        Query
      </label>
      <div className="query-line">
        <span className="query-sign" aria-hidden="true">
          ⌕
        </span>
        <input
          id={id}
          ref={input}
          className="query-input"
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder='service:checkout severity:>=WARN "timeout"'
          value={text}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        />
        {text !== '' && (
          <button
            type="button"
            className="quiet"
            aria-label="Clear the query"
            onClick={() => {
              setText('');
              navigate({ q: '', record: '' });
            }}
          >
            ✕
          </button>
        )}
      </div>
      {error !== undefined && (
        <div className="query-error" id={`${id}-error`} role="alert">
          {error.position !== undefined && text === address.q && (
            <div className="query-caret" aria-hidden="true">
              {' '.repeat(error.position - 1)}^
            </div>
          )}
          {error.message}
          {error.hint !== undefined && <span className="hint"> To do: {error.hint}.</span>}
        </div>
      )}
    </form>
  );
}
