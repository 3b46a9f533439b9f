import type { SavedSearchesJson, SavedSearchJson } from '@logwarren/api';
import { useState } from 'react';
import { formatAddress, parseAddress } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { asAnswerError } from '../api/answer-error.ts';
import { deleteAt, postJson } from '../api/post-json.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from '../elements/copy-button.tsx';
import { Popover } from '../elements/popover.tsx';
import { spokenText } from '../text/spaced-text.ts';
import { visibleText } from '../text/visible-text.ts';

/** Lists the saved searches, and saves the present one. */
export function SavedSearches() {
  return (
    <Popover button="Saved" title="Saved searches" label="Saved searches" className="saved">
      {(close) => <SavedPanel close={close} />}
    </Popover>
  );
}

function SavedPanel({ close }: { close: () => void }) {
  const { address } = useAddress();
  const [run, setRun] = useState(0);
  const [fault, setFault] = useState('');
  const { data, error } = useAnswer<SavedSearchesJson>('/searches', run);
  const change = async (work: Promise<unknown>) => {
    setFault('');
    try {
      await work;
      setRun((before) => before + 1);
    } catch (problem) {
      setFault(asAnswerError(problem).message);
    }
  };
  const { q, from, to, view } = address;
  const save = (name: string) => {
    const given = Object.entries({ q, from, to, view }).filter(([, value]) => value !== '');
    return change(postJson('/searches', { name, ...Object.fromEntries(given) }));
  };
  return (
    <>
      <ul className="saved-list">
        {data?.searches.map((search) => (
          <li key={search.id}>
            <SearchLink search={search} close={close} />
            <CopyButton
              what={`short link of ${search.name}`}
              text={window.location.origin + search.link}
              label="link"
            />
            <button
              type="button"
              className="quiet"
              aria-label={`Delete ${spokenText(search.name)}`}
              onClick={() => void change(deleteAt(`/searches/${search.id}`))}
            >
              ✕
            </button>
          </li>
        ))}
        {data?.searches.length === 0 && <li className="hint">Nothing is saved yet.</li>}
      </ul>
      <SaveForm save={save} suggestion={q} />
      {(fault !== '' || error !== undefined) && <p role="alert">{fault || error?.message}</p>}
    </>
  );
}

function SearchLink({
  search: { name, q = '', from = '', to = '', view = 'logs' },
  close,
}: {
  search: SavedSearchJson;
  close: () => void;
}) {
  const parameters = new URLSearchParams({ view, q, from, to });
  const target = parseAddress(formatAddress(parseAddress(`?${parameters}`)).slice(1));
  return (
    <span className="saved-name" onClickCapture={close}>
      <Link to={target} title={q}>
        {visibleText(name)}
      </Link>
    </span>
  );
}

function SaveForm({ save, suggestion }: { save: (name: string) => Promise<void>; suggestion: string }) {
  const [name, setName] = useState(suggestion.slice(0, 100));
  return (
    <form
      className="saved-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void save(name.trim());
      }}
    >
      <input
        aria-label="Name of this search"
        placeholder="Name of this search"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" disabled={name.trim() === ''}>
        Save
      </button>
    </form>
  );
}
