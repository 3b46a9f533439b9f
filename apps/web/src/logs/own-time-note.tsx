import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import type { LogFacets } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { useIsNarrow } from '../frame/use-media.ts';
import { appendTerm } from '../query/edit-query.ts';
import { withParameters } from '../query/filter-parameters.ts';
import { ownOf } from '../query/own-values.ts';
import { exactCount } from '../record/format-count.ts';
import { shareText } from '../record/share-text.ts';
import { visibleText } from '../record/visible-text.ts';
import { type RecordPages, recordAt } from './record-pages.ts';

const FIELD = 'ownTime';
const WHY = 'Their lines have none in a known format, so it is the moment of reading.';
/** Records at the top that are looked at before anything is counted. */
const LOOKED_AT = 200;

interface OwnTimeNoteProps {
  pages: RecordPages;
  /** Parameters that choose the records. */
  filter: string;
  /** The moment that the records are counted as of. */
  moment: Moment;
}

/** Says how many records have the moment of reading for their time, and leads to them, once one is near the top of the list. */
export function OwnTimeNote({ pages, filter, moment }: OwnTimeNoteProps) {
  const { address } = useAddress();
  const isNarrow = useIsNarrow();
  const isAsked = ownOf(address.q, FIELD).length > 0;
  // Counting means reading records, so it waits until there is something to count.
  const isWorth = !isAsked && hasTimeless(pages);
  const path = withParameters('/logs/facets', filter, `fields=${FIELD}`);
  const { data } = useAnswer<LogFacets>(isWorth ? path : undefined, 0, moment);
  const countOf = (value: string) => data?.facets[0]?.values.find((each) => each.value === value);
  const without = countOf('false');
  if (!isWorth || without === undefined) return null;
  const total = without.count + (countOf('true')?.count ?? 0);
  const about = without.error === 0 ? '' : 'About ';
  // On a phone it is one line: the query above names the service.
  const of = isNarrow ? '' : `of the records${serviceOf(address.q)}`;
  return (
    <div className="notice" role="status">
      <Link
        to={{ q: appendTerm(address.q, `${FIELD}:false`), record: '' }}
        className="own-time"
        title={`${exactCount(without.count)} of ${exactCount(total)}. ${WHY}`}
      >
        {about}
        {shareText(without.count / total)} {of} have no time of their own
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
