import type { DiscardJson, ReplayJson } from '@logwarren/api';
import { createCursorCheck } from './api-client.ts';
import type { Cli } from './cli.ts';

/** Options that choose letters. */
export interface LetterOptions {
  reason?: string;
  service?: string;
  from?: string;
  to?: string;
  all?: boolean;
  dryRun?: boolean;
}

/**
 * Body of a request that changes letters.
 *
 * @returns a sentence instead when neither ids nor a filter, or both, were given
 */
export function selectionBody(ids: readonly string[], options: LetterOptions): object | string {
  const { reason, service, from, to, all, dryRun = false } = options;
  const filter = Object.fromEntries(
    Object.entries({ reason, service, from, to }).filter(([, value]) => value !== undefined),
  );
  const isFiltered = all === true || Object.keys(filter).length > 0;
  if (ids.length > 0 && isFiltered) return 'give ids or a filter, not both';
  if (ids.length > 0) return { ids, dryRun };
  return isFiltered ? { filter, dryRun } : 'give ids, a filter, or --all';
}

/**
 * Posts a request that changes letters, and goes on where the service had no more time, until all have been gone through
 * once.
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
