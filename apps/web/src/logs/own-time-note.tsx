import type { FacetsJson } from '@logwarren/api';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { useIsNarrow } from '../browser/use-media.ts';
import { type RecordPages, recordAt } from '../paging/record-pages.ts';
import { appendTerm } from '../query/edit-query.ts';
import { withParameters } from '../query/filter-parameters.ts';
import { ownOf } from '../query/own-values.ts';
import { visibleText } from '../text/visible-text.ts';
import { OWN_TIME, ownTimeText } from './own-time-text.ts';

const WHY = 'Their lines have none in a known format, so it is the moment of reading.';
/** Records at the top that are checked before anything is counted. */
const LOOKED_AT = 200;

interface OwnTimeNoteProps {
  pages: RecordPages;
  /** Parameters that choose the records. */
  filter: string;
  /** The moment that the records are counted as of. */
  moment: Moment;
}

/**
 * Shows how many records have the time of reading as their time, once one is near the top of the list, and links to
 * them.
 */
export function OwnTimeNote({ pages, filter, moment }: OwnTimeNoteProps) {
  const { address } = useAddress();
  const isNarrow = useIsNarrow();
  const isAsked = ownOf(address.q, OWN_TIME).length > 0;
  // Counting means reading records, so it waits until there is something to count.
  const isWorth = !isAsked && hasTimeless(pages);
  const path = withParameters('/logs/facets', filter, `fields=${OWN_TIME}`);
  const { data } = useAnswer<FacetsJson>(isWorth ? path : undefined, 0, moment);
  // On a phone it is one line: the query above names the service.
  const said = isWorth && data !== undefined ? ownTimeText(data, serviceOf(address.q), isNarrow) : undefined;
  if (said === undefined) return null;
  return (
    <div className="notice" role="status">
      <Link
        to={{ q: appendTerm(address.q, `${OWN_TIME}:false`), record: '' }}
        className="own-time"
        title={`${said.title} ${WHY}`}
      >
        {said.text}
      </Link>
      {!isNarrow && <span>{WHY}</span>}
    </div>
  );
}

function hasTimeless(pages: RecordPages): boolean {
  for (let index = 0; index < LOOKED_AT; index++) {
    const record = recordAt(pages, index);
    if (record === undefined) return false;
    if (record.timestamp === record.observedAt) return true;
  }
  return false;
}

/** The service in words, if the query asks for exactly one. */
function serviceOf(q: string): string {
  const [condition, ...others] = ownOf(q, 'service');
  const filter = others.length === 0 ? condition?.filter : undefined;
  return filter?.kind === 'field' && filter.test.kind === 'equals' ? ` of ${visibleText(filter.test.text)}` : '';
}
