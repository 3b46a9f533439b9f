import type { DiscardJson, ReplayJson } from '@logwarren/api';
import type { Command } from 'commander';
import { createCursorCheck } from '../../api/api-client.ts';
import { UsageError } from '../../exit/exit-codes.ts';
import type { Cli } from '../../options/cli.ts';
import { addRangeAliases } from '../../options/filter-options.ts';

/** Which dead letters a command is about, and the requests that change them. */

/** Options that choose dead letters by what they have in common. */
export interface LetterFilter {
  reason?: string;
  service?: string;
  from?: string;
  to?: string;
}

/** Adds the options that choose dead letters by what they have in common. */
export function addLetterFilter(command: Command): Command {
  return addRangeAliases(command)
    .option('--reason <codes>', 'only these reasons, separated by commas')
    .option('--service <names>', 'only these services')
    .option('--from <time>', 'last failed at or after this time: 2026-11-21T10:00:00Z, 15m, 7d')
    .option('--to <time>', 'last failed before this time');
}

/** Options of commands that change dead letters. */
export interface ChangeOptions extends LetterFilter {
  /** Choose all dead letters. */
  all?: boolean;
  /** Change nothing. */
  dryRun?: boolean;
}

/**
 * Makes the body of a request that changes dead letters.
 *
 * @param ids of letters, as the user gave them
 * @throws UsageError when the user gave neither ids nor a filter, or both
 */
export function selectionBody(ids: readonly string[], options: ChangeOptions): object {
  const { reason, service, from, to, all, dryRun = false } = options;
  const filter = Object.fromEntries(
    Object.entries({ reason, service, from, to }).filter(([, value]) => value !== undefined),
  );
  const isFiltered = all === true || Object.keys(filter).length > 0;
  if (ids.length > 0 && isFiltered) throw new UsageError('give ids or a filter, not both');
  if (ids.length > 0) return { ids, dryRun };
  if (!isFiltered) throw new UsageError('give ids, a filter, or --all');
  return { filter, dryRun };
}

/**
 * Posts a request that changes dead letters, and repeats it with the cursor of the answer until the service has gone
 * through all of them once.
 *
 * @param body of `selectionBody`
 * @param onAnswer called with each answer
 * @throws ApiError
 */
export async function postToEnd<T extends ReplayJson | DiscardJson>(
  cli: Cli,
  path: string,
  body: object,
  onAnswer: (answer: T) => void,
): Promise<void> {
  const checked = createCursorCheck();
  for (let cursor: string | undefined; ; ) {
    const answer = await cli.api().post<T>(path, { ...body, cursor }, 'complete');
    onAnswer(answer);
    if (typeof answer.next !== 'string') return;
    cursor = checked(answer.next);
  }
}
