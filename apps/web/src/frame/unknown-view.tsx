import type { View } from '../address/address.ts';
import { shortened, visibleText } from '../record/visible-text.ts';
import { nameOf } from './header.tsx';

const MAX_LETTERS = 40;

/** Says that the page has no view of the name in its address, and which one stands in its place. */
export function UnknownView({ asked, shown }: { asked: string | undefined; shown: View }) {
  if (asked === undefined) return null;
  return (
    <div className="notice" role="status">
      There is no view “{shortened(visibleText(asked), MAX_LETTERS)}”. This is {nameOf(shown)}.
    </div>
  );
}
