import { Dialog } from '../elements/dialog.tsx';
import { VIEWS } from '../views/all-views.ts';

const KEYS: readonly (readonly [key: string, what: string])[] = [
  ['/', 'write a query'],
  ['j', 'next record'],
  ['k', 'record before'],
  ['Enter', 'open or close the record'],
  ...Object.values(VIEWS).map(({ key, help }) => [`g ${key}`, help] as const),
  ['G', 'last record that is loaded'],
  ['g g', 'newest record'],
  ['x', 'exclude the value that has the focus'],
  ['t', 'follow new records, or stop'],
  ['r', 'search again'],
  ['Escape', 'close what is open, leave the query'],
  ['?', 'this list'],
];

/** All keys in a dialog. */
export function KeyHelp({ close }: { close: () => void }) {
  return (
    <Dialog title="Keyboard" close={close}>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: `g g` has the same part twice
                <kbd key={index}>{part}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
