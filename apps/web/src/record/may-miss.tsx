import { countOf, shortCount } from '../text/format-count.ts';

/** Beside estimates: how many records something rare may have and yet be missing from the list. */
export function MayMiss({ mayMiss, what }: { mayMiss: number | null; what: string }) {
  if (mayMiss === null || mayMiss === 0) return null;
  const title = 'Rare ones that are spread over many places are mostly found, those that come in one heap mostly not.';
  return (
    <span className="hint" title={title}>
      {what} with fewer than about {countOf(mayMiss, 'record', shortCount)} may be missing
    </span>
  );
}
