import { Link } from '../address/link.tsx';
import { exactCount, shortCount } from '../text/format-count.ts';

/** The range of records that no clock has reached yet. */
export const FUTURE = { from: 'now', to: '' } as const;

/**
 * Shows how many matches are dated in the future, which no range that ends now includes, and links to them; a lower
 * bound if not all were counted.
 */
export function FutureNote({ count, complete, q }: { count: number; complete: boolean; q: string }) {
  if (count === 0) return null;
  const [mark, atLeast] = complete ? ['', ''] : ['≥\u2009', 'at least '];
  return (
    <Link
      className="future"
      to={{ view: 'logs', q, record: '', live: false, ...FUTURE }}
      title={`${atLeast}${exactCount(count)}`}
    >
      {mark}
      {shortCount(count)} {complete && count === 1 ? 'record is' : 'records are'} dated in the future
    </Link>
  );
}
