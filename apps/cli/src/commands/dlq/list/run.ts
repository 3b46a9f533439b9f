import type { LetterJson, LetterPageJson } from '@logwarren/api';
import { createCursorCheck, queryOf } from '../../../api/api-client.ts';
import type { Cli } from '../../../options/cli.ts';
import { table } from '../../../text/table.ts';
import { jsonLine, oneLine } from '../../../text/terminal-text.ts';
import type { LetterFilter } from '../letter-selection.ts';

/** Options of `logwarren dlq list`. */
export interface ListOptions extends LetterFilter {
  state?: string;
  /** Most letters. */
  limit: number;
}

/** Most letters that one answer has. */
const PAGE = 1_000;
const MAX_CELL = 80;
const COLUMNS = ['ID', 'STATE', 'LAST FAILED', 'COUNT', 'REASON', 'SERVICE', 'EXPLANATION'].map((title) => ({ title }));

/** Runs `logwarren dlq list`. */
export async function runDlqList(cli: Cli, options: ListOptions): Promise<void> {
  const { limit, ...filter } = options;
  const letters = await listLetters(cli, filter, limit + 1);
  const shown = letters.slice(0, limit);
  if (cli.isJson) return cli.write(shown.map(jsonLine).join(''));
  cli.write(shown.length === 0 ? 'No dead letters.\n' : table(shown.map(toRow), COLUMNS));
  if (letters.length > limit) cli.write(`There are more: --limit ${limit * 10}\n`);
}

async function listLetters(cli: Cli, filter: Omit<ListOptions, 'limit'>, count: number): Promise<LetterJson[]> {
  const { from, reason, service, state, to } = filter;
  const letters: LetterJson[] = [];
  let cursor: string | undefined;
  const checked = createCursorCheck();
  do {
    const limit = Math.min(PAGE, count - letters.length);
    const path = `/dead-letters${queryOf({ reason, service, from, to, state, limit, cursor })}`;
    const page = await cli.api().get<LetterPageJson>(path, 'letters');
    letters.push(...page.letters);
    cursor = page.next === null ? undefined : checked(page.next);
  } while (cursor !== undefined && letters.length < count);
  return letters;
}

function toRow({ count, explanation, id, lastFailedAt, reason, service, state }: LetterJson): string[] {
  const at = `${lastFailedAt.slice(0, 19)}Z`;
  return [id, state, at, String(count), reason, oneLine(service ?? '-'), oneLine(explanation).slice(0, MAX_CELL)];
}
