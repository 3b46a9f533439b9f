import type { ToolContext } from '@logwarren/common/tool';
import { shortened } from './wrap-text.ts';

/** A line on standard error that is there for as long as it is true; nothing where standard error is no terminal. */
export interface StatusLine extends Disposable {
  /** Shows another text in place of the one before. */
  show(text: string): void;
  /** Takes it away, before something else is written. */
  clear(): void;
}

const CLEAR = '\r\u001b[K';
const DEFAULT_COLUMNS = 80;

/** Makes a status line; disposing clears it. */
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
