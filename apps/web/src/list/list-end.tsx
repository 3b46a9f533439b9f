import { useAddress } from '../address/use-address.ts';
import { type RecordPages, recordAt } from '../paging/record-pages.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { countOf } from '../text/format-count.ts';
import { exactTime } from '../text/format-time.ts';

/** Shows below the last row whether there is more; nothing if scrolling loads more. */
export function ListEnd({ search, isFull }: { search: LogSearch; isFull: boolean }) {
  // The view shows the error above.
  if (search.error !== undefined) return null;
  if (search.pages.count === 0)
    return search.loading ? <p className="list-end">Searching …</p> : <p className="list-end">Nothing so far.</p>;
  if (search.loading) return <p className="list-end">Loading older records …</p>;
  if (isFull) return <ListFull pages={search.pages} />;
  return search.pages.next === null ? <p className="list-end">No older records in this time.</p> : null;
}

/** The list holds as many rows as a browser can show. */
function ListFull({ pages }: { pages: RecordPages }) {
  const { navigate } = useAddress();
  const oldest = recordAt(pages, pages.count - 1)?.timestamp;
  return (
    <p className="list-end">
      {pages.count === 1 ? 'This is' : 'These are'} {countOf(pages.count, 'record')}.{' '}
      {oldest !== undefined && (
        <button type="button" onClick={() => navigate({ to: oldest, record: '', live: false })}>
          Go on from {exactTime(oldest)}
        </button>
      )}
    </p>
  );
}
