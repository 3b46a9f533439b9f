import { useEffect } from 'react';

/**
 * Keeps the focus where the reader is. When the element that has it is removed (a button that did its work, a row that
 * was scrolled out of sight, a link to another view), a browser gives the focus to the body: Tab starts at the top, and
 * keys scroll nothing. Here the nearest surrounding element that is left gets it; after a change of view, its `main`.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** The element that had the focus last, and all elements around it. */
    let path: Element[] = [];
    const onFocus = ({ target }: FocusEvent) => {
      path = target instanceof Element ? pathOf(target) : [];
    };
    const observer = new MutationObserver(() => {
      if (document.activeElement !== document.body || path[0]?.isConnected !== false) return;
      const left = path.find((element) => element.isConnected && element !== document.body);
      holdFocus(left === undefined || left.id === 'page' ? document.querySelector('main') : left);
    });
    // A press outside of everything gives up the focus on purpose; a removed element is gone by then.
    const onBlur = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (document.activeElement === document.body && (target as Element).isConnected) path = [];
      });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      observer.disconnect();
    };
  }, []);
}

function pathOf(element: Element): Element[] {
  const path: Element[] = [];
  for (let each: Element | null = element; each !== null; each = each.parentElement) path.push(each);
  return path;
}

/** Gives the focus to an element that Tab does not reach. */
function holdFocus(element: Element | null): void {
  if (!(element instanceof HTMLElement)) return;
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.dataset.heldFocus = '';
  }
  element.focus({ preventScroll: true });
}
