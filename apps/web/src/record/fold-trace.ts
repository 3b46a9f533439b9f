/** A stack trace reduced to what a reader looks at first. */
interface FoldedTrace {
  /** The message and the first frame of the program's own code. */
  shown: string;
  /** Lines that are left out. */
  hidden: number;
}

/** Shorter messages are shown in full. */
const LONG = 12;
const FRAME = /^\s+(?:at |File "|from |\.\.\. \d+ more)|^\s+\S+:\d+(?::in )?/;
/** Frames of runtimes and libraries. */
const FOREIGN =
  /node_modules|node:|\(internal\/|<anonymous>|site-packages|dist-packages|\/usr\/lib\/|java\.base|\b(?:java|javax|jdk|sun|org\.springframework|org\.apache|kotlin|scala)\.|runtime\//;

/** Folds the frames of a long message; undefined when there is nothing to fold. */
export function foldTrace(message: string): FoldedTrace | undefined {
  const lines = message.trimEnd().split('\n');
  if (lines.length <= LONG) return undefined;
  const first = lines.findIndex((line) => FRAME.test(line));
  const head = first === -1 ? lines.slice(0, LONG) : lines.slice(0, Math.max(1, Math.min(first, LONG)));
  const own = first === -1 ? undefined : lines.slice(first).find((line) => FRAME.test(line) && !FOREIGN.test(line));
  const shown = [...head, ...(own === undefined ? [] : [own])];
  return { shown: shown.join('\n'), hidden: lines.length - shown.length };
}
