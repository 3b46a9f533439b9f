import { Link } from '../address/link.tsx';
import { exactCount, shortCount } from '../record/format-count.ts';

/** The range of records that no clock has reached yet. */
export const FUTURE = { from: 'now', to: '' } as const;

/** Says how many matches are dated in the future, which no range that ends now shows, and leads to them. */
export function FutureNote({ count, q }: { count: number; q: string }) {
  if (count === 0) return null;
  return (
    <Link className="future" to={{ view: 'logs', q, record: '', live: false, ...FUTURE }} title={exactCount(count)}>
      {shortCount(count)} {count === 1 ? 'record is' : 'records are'} dated in the future
    </Link>
  );
}
