import type { ToolContext } from '@logwarren/common/tool';
import { shortened } from './wrap-text.ts';

/** A line on standard error that is replaced and removed again; it is shown only on a terminal. */
export interface StatusLine extends Disposable {
  /** Replaces the line. */
  show(text: string): void;
  /** Removes the line; call it before writing anything else. */
  clear(): void;
}

const CLEAR = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;

/** Makes a status line; disposing removes it. */
export function createStatusLine({ columns, isErrorTerminal, writeError }: ToolContext): StatusLine {
  let isShown = false;
  const clear = () => {
    if (isShown) writeError(CLEAR);
    isShown = false;
  };
  return {
    show(text) {
      if (!isErrorTerminal) return;
      writeError(`${CLEAR}${shortened(text, (columns() ?? DEFAULT_COLUMNS) - 1)}`);
      isShown = true;
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
