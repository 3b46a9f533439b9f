import { useEffect, useRef } from 'react';

/** Actions by key: `j`, `enter`, `shift+g`, or two keys pressed one after the other, separated by a space: `g g`. */
type KeyActions = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Longest time between the two keys of a pair, ms. */
const PAIR_MS = 1_000;

/** Keys of the whole page; they do nothing while the reader types, with modifiers, or behind a dialog. */
export function useKeys(actions: KeyActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    let first = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = nameOf(event);
      const pair = event.timeStamp - first.at < PAIR_MS ? `${first.key} ${key}` : key;
      const action = current.current[pair] ?? current.current[key];
      first = { key, at: event.timeStamp };
      if (action === undefined || (key === 'enter' && isControl(event.target))) return;
      event.preventDefault();
      action(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function nameOf({ key, shiftKey }: KeyboardEvent): string {
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  return isLetter && shiftKey ? `shift+${key.toLowerCase()}` : key.toLowerCase();
}

/** Elements for which Enter already does something in the browser. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('a, button, summary, [role=button]');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches('input, textarea, select, [contenteditable]') || target.closest('dialog') !== null;
}
