import { useEffect } from 'react';

/** Elements that are copied as one line; their children are the cells. */
const LINES = '.row, .context a, .pattern a, .letter-line, tr';

/** Elements that the reader types into. */
const FIELDS = 'input, textarea, [contenteditable]:not([contenteditable="false" i])';

/**
 * Copies selected text of lists as one line per record, with tabs between its cells. Otherwise the browser puts a line
 * break after each cell of a grid.
 */
export function useCopiedLines(): void {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      // A field has a selection of its own, while the list may still have one.
      if (event.target instanceof Element && event.target.closest(FIELDS) !== null) return;
      const selection = document.getSelection();
      if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return;
      const text = linesOf(selection.getRangeAt(0));
      if (text === undefined || event.clipboardData === null) return;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, []);
}

/** A piece of selected text, and where it is. */
interface MarkedPiece {
  text: string;
  cell: Element | null;
  line: Element | null;
}

/** The selected text, if it covers more than one cell of a line. */
function linesOf(range: Range): string | undefined {
  const pieces = piecesOf(range);
  const isInLine = pieces.some(({ line }) => line?.matches(LINES));
  if (!isInLine || pieces.every(({ cell }) => cell === pieces[0]?.cell)) return undefined;
  let text = '';
  let before: MarkedPiece | undefined;
  for (const piece of pieces) {
    if (before !== undefined && before.line !== piece.line) text += text.endsWith('\n') ? '' : '\n';
    else if (before !== undefined && before.cell !== piece.cell) text += '\t';
    text += piece.text;
    before = piece;
  }
  return text;
}

function piecesOf(range: Range): MarkedPiece[] {
  const root = range.commonAncestorContainer;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const pieces: MarkedPiece[] = [];
  for (let node: Node | null = root instanceof Text ? root : walker.nextNode(); node; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) continue;
    const all = node.nodeValue ?? '';
    const start = node === range.startContainer ? range.startOffset : 0;
    const text = all.slice(start, node === range.endContainer ? range.endOffset : all.length);
    const element = node.parentElement;
    if (text === '' || element === null || !isCopied(element)) continue;
    pieces.push({ text: standInText(element) ?? text, ...placeOf(element) });
  }
  return pieces;
}

/**
 * Leaves out hidden text, labels of buttons and text that is only read aloud: the screen does not show them as selected
 * either.
 */
function isCopied(element: Element): boolean {
  if (element.closest('button:not(.letter-line), .unseen, [aria-hidden="true"]') !== null) return false;
  return element.checkVisibility();
}

/** The cell and the line of an element; outside of lines, the nearest block is both. */
function placeOf(element: Element): { cell: Element | null; line: Element | null } {
  const line = element.closest(LINES);
  if (line === null) {
    let block: Element | null = element;
    while (block !== null && getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    return { cell: block, line: block };
  }
  let cell: Element = element;
  while (cell.parentElement !== null && cell.parentElement !== line && cell !== line) cell = cell.parentElement;
  return { cell, line };
}

/** An element that shows a symbol of the page and is copied as the text behind that symbol. */
interface StandIn extends Element {
  copiedText?: () => string;
}

/** A `ref` for elements that stand for a text; the text is built only when it is copied. */
export function standsFor(text: () => string): (element: Element | null) => void {
  return (element) => {
    if (element !== null) (element as StandIn).copiedText = text;
  };
}

/** The text that is copied instead of an element; undefined for one that is copied as it is. */
function standInText(element: StandIn): string | undefined {
  return element.copiedText?.();
}
