import type { Cli } from '../options/cli.ts';
import type { StatusLine } from '../text/status-line.ts';
import { oneLine } from '../text/terminal-text.ts';

/**
 * Makes a function that reports the progress of a search that needs more than one answer: in the status line on a terminal,
 * else in a single notice.
 */
export function createProgressNotice(cli: Cli, status: StatusLine) {
  let isSaid = false;
  return ({ found, searchedTo }: { found: number; searchedTo: string | undefined }) => {
    const far = searchedTo === undefined ? '' : ` as far as ${searchedTo}`;
    const text = `searched${far}, ${found.toLocaleString('en-US')} found so far; still searching`;
    if (cli.isErrorTerminal) status.show(`… ${text} (Ctrl-C stops it)`);
    else if (!isSaid) cli.notice(`this search needs more than one answer: ${text}`);
    isSaid = true;
  };
}

/** Makes a function that prints how the service read the query: a line for each sentence, however often it comes. */
export function createNoteNotice(cli: Cli, status: StatusLine): (sentence: string) => void {
  const printed = new Set<string>();
  return (sentence) => {
    if (printed.has(sentence)) return;
    printed.add(sentence);
    status.clear();
    cli.notice(oneLine(sentence));
  };
}

/** Prints how the service read the query of one answer: a line for each different sentence. */
export function printNotes(cli: Cli, notes: readonly string[] = []): void {
  for (const note of new Set(notes)) cli.notice(oneLine(note));
}
