import type { View } from '../address/address.ts';
import { visibleText } from '../record/visible-text.ts';
import { NAMES } from './header.tsx';

const MAX_LETTERS = 40;

/** Says that the page has no view of the name in its address, and which one stands in its place. */
export function UnknownView({ asked, shown }: { asked: string | undefined; shown: View }) {
  if (asked === undefined) return null;
  const text = visibleText(asked);
  return (
    <div className="notice unknown-view" role="status">
      There is no view “{text.length > MAX_LETTERS ? `${text.slice(0, MAX_LETTERS)}…` : text}”. This is{' '}
      {NAMES.find(([view]) => view === shown)?.[1]}.
    </div>
  );
}
