import type { LetterJson, LetterPageJson } from '@logwarren/api';
import type { Command } from 'commander';
import { createCursorCheck, queryOf } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import type { LetterOptions } from '../letter.ts';
import { columns, jsonLine, oneLine } from '../terminal/terminal-text.ts';
import { addLetterFilter } from './letter-options.ts';
import { wholeNumber } from './whole-number.ts';

const PAGE = 1_000;
const DEFAULT_LIMIT = 50;

/** `logwarren dlq list`: dead letters, the newest failure first. */
export function addDlqList(dlq: Command, cli: Cli): void {
  const command = dlq.command('list').description('list dead letters, the newest failure first');
  addLetterFilter(command)
    .option('--state <states>', 'kept, replaying, replayed, discarded, all; without it those that are open')
    .option('--limit <number>', 'most letters', wholeNumber(1), DEFAULT_LIMIT)
    .addHelpText('after', EXAMPLES)
    .action(async (options: LetterOptions & { state?: string; limit: number }) => {
      const { limit, ...filter } = options;
      const letters = await listLetters(cli, filter, limit + 1);
      const shown = letters.slice(0, limit);
      if (cli.isJson) return cli.write(shown.map(jsonLine).join(''));
      cli.write(shown.length === 0 ? 'No dead letters.\n' : columns([HEADINGS, ...shown.map(toRow)]));
      if (letters.length > limit) cli.write(`There are more: --limit ${limit * 10}\n`);
    });
}

async function listLetters(cli: Cli, filter: LetterOptions & { state?: string }, count: number): Promise<LetterJson[]> {
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

const HEADINGS = ['ID', 'STATE', 'LAST FAILED', 'COUNT', 'REASON', 'SERVICE', 'EXPLANATION'];
const MAX_CELL = 80;

function toRow({ count, explanation, id, lastFailedAt, reason, service, state }: LetterJson): string[] {
  const at = `${lastFailedAt.slice(0, 19)}Z`;
  return [id, state, at, String(count), reason, oneLine(service ?? '-'), oneLine(explanation).slice(0, MAX_CELL)];
}

const EXAMPLES = `
Examples:
  logwarren dlq list
  logwarren dlq list --reason record-invalid --from 1d
  logwarren dlq list --state all --json | jq -r .explanation
`;
