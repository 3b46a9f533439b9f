import { Suspense, useMemo, useState } from 'react';
import { Crash, Fault } from '../elements/crash.tsx';
import { shortened, visibleText } from '../text/visible-text.ts';
import { VIEWS, type View } from '../views/all-views.ts';
import { freshComponent, VIEW_COMPONENTS } from './view-components.ts';

/** Letters shown of the name of a view that does not exist. */
const MAX_LETTERS = 40;

/**
 * The view that the address names. A fault in it stays in it: the bar at the top and the other views still work.
 *
 * Pass the view as its `key`, so that another view starts without the fault of this one.
 */
export function ViewFrame({ view }: { view: View }) {
  const [attempt, setAttempt] = useState(0);
  // Another attempt loads the file of the view again.
  const Component = useMemo(() => (attempt === 0 ? VIEW_COMPONENTS[view] : freshComponent(view)), [view, attempt]);
  const again = () => setAttempt((before) => before + 1);
  return (
    <Crash key={attempt} show={(message) => <ViewFault message={message} again={again} />}>
      <Suspense fallback={<Loading view={view} />}>
        <Component />
      </Suspense>
    </Crash>
  );
}

/** Says that no view has the name in the address, and which view is shown instead. */
export function UnknownView({ asked, shown }: { asked: string | undefined; shown: View }) {
  if (asked === undefined) return null;
  return (
    <div className="notice" role="status">
      There is no view “{shortened(visibleText(asked), MAX_LETTERS)}”. This is {VIEWS[shown].name}.
    </div>
  );
}

/** Takes the place of a view while its file loads. */
function Loading({ view }: { view: View }) {
  return (
    <main className="loading" aria-busy="true">
      <h1 className="unseen">{VIEWS[view].name}</h1>
    </main>
  );
}

function ViewFault({ message, again }: { message: string; again: () => void }) {
  return (
    <Fault title="This view has a fault" message={message} advice="The other views and the API are not concerned.">
      <button type="button" onClick={again}>
        Try again
      </button>
      <button type="button" onClick={() => window.location.reload()}>
        Load the page again
      </button>
    </Fault>
  );
}
