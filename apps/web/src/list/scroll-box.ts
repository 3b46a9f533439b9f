/**
 * Scrolls the records in their own box; on small screens, where the style sheet lets the box grow, the whole document
 * scrolls. In both cases, heights are px from the beginning of the records.
 */

/** The part of the records in sight: how far down it begins, and how high it is; 0 while the box is hidden. */
export function visiblePart(box: HTMLElement): { top: number; height: number } {
  if (scrollsItself(box)) return { top: box.scrollTop, height: box.clientHeight };
  if (isHidden(box)) return { top: 0, height: 0 };
  const begin = box.getBoundingClientRect().top;
  const top = Math.max(0, -begin);
  return { top, height: Math.max(0, roomInWindow() - begin - top) };
}

/** Goes back to the beginning, unless that is in sight already. */
export function scrollToBegin(box: HTMLElement): void {
  if (visiblePart(box).top > 0) scrollBoxTo(box, 0);
}

/** Whether all of a row is in sight. */
export function isInSight(box: HTMLElement, top: number, rowHeight: number): boolean {
  const seen = visiblePart(box);
  return top >= seen.top && top + rowHeight <= seen.top + seen.height;
}

/** Brings a height to the upper edge, unless the box is hidden. */
export function scrollBoxTo(box: HTMLElement, top: number): void {
  if (scrollsItself(box)) box.scrollTop = top;
  else if (!isHidden(box)) window.scrollBy(0, box.getBoundingClientRect().top + top);
}

/** Scrolls just far enough to bring a row into sight. */
export function bringIntoSight(box: HTMLElement, top: number, rowHeight: number): void {
  if (isInSight(box, top, rowHeight)) return;
  const room = scrollsItself(box) ? box.clientHeight : roomInWindow();
  scrollBoxTo(box, top < visiblePart(box).top ? top : top + rowHeight - room);
}

/** Scrolls by a distance, for example past rows that were added above those in sight; px. */
export function scrollBoxBy(box: HTMLElement, px: number): void {
  if (scrollsItself(box)) box.scrollTop += px;
  else window.scrollBy(0, px);
}

/** Height of the window above what floats at its lower edge; the style sheet sets that as scroll padding. */
export function roomInWindow(): number {
  return window.innerHeight - (Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0);
}

/** The style sheet decides. */
function scrollsItself(box: HTMLElement): boolean {
  return getComputedStyle(box).overflowY !== 'visible';
}

function isHidden(box: HTMLElement): boolean {
  return box.getClientRects().length === 0;
}
