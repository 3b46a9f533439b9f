import type { DiscardJson } from '@logwarren/api';
import type { Cli } from '../../../options/cli.ts';
import { countOf } from '../../../text/numbers.ts';
import { jsonLine } from '../../../text/terminal-text.ts';
import { type ChangeOptions, postToEnd, selectionBody } from '../letter-selection.ts';

/**
 * Runs `logwarren dlq discard`.
 *
 * @throws UsageError when neither ids nor a filter were given, or both
 */
export async function runDlqDiscard(cli: Cli, ids: readonly string[], options: ChangeOptions): Promise<void> {
  let discarded = 0;
  await postToEnd<DiscardJson>(cli, '/dead-letters/discard', selectionBody(ids, options), (answer) => {
    discarded += answer.discarded;
  });
  const what = `${countOf(discarded, 'dead letter')} ${options.dryRun ? 'would be given up' : 'given up'}`;
  cli.write(cli.isJson ? jsonLine({ discarded }) : `${what}.\n`);
}
