import type { Cli } from '../options/cli.ts';
import type { StatusLine } from '../text/status-line.ts';
import { oneLine } from '../text/terminal-text.ts';

/** Says that a search takes longer than one answer: in passing on a terminal, else once. */
export function goingOn(cli: Cli, status: StatusLine) {
  let isSaid = false;
  return ({ found, searchedTo }: { found: number; searchedTo: string | undefined }) => {
    const far = searchedTo === undefined ? '' : ` as far as ${searchedTo}`;
    const text = `searched${far}, ${found.toLocaleString('en-US')} found; going on`;
    if (cli.isErrorTerminal) status.show(`… ${text} (Ctrl-C ends it)`);
    else if (!isSaid) cli.notice(`this search takes more than one answer: ${text}`);
    isSaid = true;
  };
}

/** Says how the service read the query, on a line of its own; each sentence once, however often it comes. */
export function noting(cli: Cli, status: StatusLine): (sentence: string) => void {
  const told = new Set<string>();
  return (sentence) => {
    if (told.has(sentence)) return;
    told.add(sentence);
    status.clear();
    cli.notice(oneLine(sentence));
  };
}

/** Says how the service read the query of one answer, a sentence a line; each once. */
export function sayNotes(cli: Cli, notes: readonly string[] = []): void {
  for (const note of new Set(notes)) cli.notice(oneLine(note));
}
