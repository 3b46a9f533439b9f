import type { AnswerError } from '../api/answer-error.ts';
import { Detail } from '../elements/crash.tsx';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { exactTime, localTime } from '../text/format-time.ts';

/** One line about progress or an error; nothing while all is well. */
export function SearchProgress({ search, error }: { search: LogSearch; error: AnswerError | undefined }) {
  if (error !== undefined && error.trouble !== 'wrong-query') return <TroubleLine error={error} />;
  const { searchedTo } = search.pages;
  if (searchedTo === '')
    return search.loading ? <div className="working" role="progressbar" aria-label="Searching" /> : null;
  return (
    <div className="notice" role="status">
      Searched back to <time title={exactTime(searchedTo)}>{localTime(new Date(searchedTo))}</time>
      {search.loading ? ' so far …' : '; there may be more.'}
      {search.loading ? (
        <button type="button" onClick={search.stop}>
          Stop
        </button>
      ) : (
        <button type="button" onClick={search.goOn}>
          Go on
        </button>
      )}
    </div>
  );
}

/** Says that the view still shows the previous search, because the present one failed. */
export function BeforeNote({ what }: { what: string }) {
  return (
    <div className="notice" role="status">
      Below: {what} of the previous search.
    </div>
  );
}

/** Explains how the query was read, if that made a difference. */
export function ReadingNotes({ notes }: { notes: readonly string[] }) {
  return notes.map((note) => (
    <div key={note} className="notice" role="status">
      {note}
    </div>
  ));
}

/** Names what does not work and what still does. */
export function TroubleLine({ error }: { error: AnswerError }) {
  const again = error.retryMs === undefined ? '' : ' The page tries again by itself.';
  return (
    <div className="notice trouble" role="alert">
      <span>
        {sentenceOf(error)}
        {again}
      </span>
      {error.detail !== undefined && <Detail text={error.detail} />}
    </div>
  );
}

function sentenceOf({ trouble, message }: AnswerError): string {
  switch (trouble) {
    case 'store-away':
      return 'MongoDB is away. What was found stays on the page; new records wait in RabbitMQ, and none is lost.';
    case 'search-away':
      return 'The search service does not answer. What was found stays on the page.';
    case 'busy':
      return 'The search service is busy with other searches.';
    default:
      return message;
  }
}
