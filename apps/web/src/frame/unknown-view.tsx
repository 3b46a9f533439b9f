import { VIEWS, type View } from '../address/views.ts';
import { shortened, visibleText } from '../text/visible-text.ts';

const MAX_LETTERS = 40;

/** Says that the page has no view with the name in its address, and which view it shows instead. */
export function UnknownView({ asked, shown }: { asked: string | undefined; shown: View }) {
  if (asked === undefined) return null;
  return (
    <div className="notice" role="status">
      There is no view “{shortened(visibleText(asked), MAX_LETTERS)}”. This is {VIEWS[shown].name}.
    </div>
  );
}
