import { setTimeout as sleep } from 'node:timers/promises';
import type { LetterPageJson, ReplayForecastJson, ReplayJson } from '@logwarren/api';
import type { Cli } from '../../../options/cli.ts';
import { countOf } from '../../../text/numbers.ts';
import { table } from '../../../text/table.ts';
import { jsonLine, oneLine } from '../../../text/terminal-text.ts';
import { type ChangeOptions, postToEnd, selectionBody } from '../letter-selection.ts';

/** Options of `logwarren dlq replay`. */
export interface ReplayOptions extends ChangeOptions {
  /** Wait until no letter is on its way. */
  wait?: boolean;
}

const PATH = '/dead-letters/replay';
const POLL_MS = 500;

/**
 * Runs `logwarren dlq replay`.
 *
 * @throws UsageError when neither ids nor a filter were given, or both
 */
export async function runDlqReplay(cli: Cli, ids: readonly string[], options: ReplayOptions): Promise<void> {
  const body = selectionBody(ids, options);
  if (options.dryRun) {
    return showForecasts(cli, await cli.api().post<ReplayForecastJson>(PATH, body, 'letters', 'missing'));
  }
  let requested = 0;
  // Each is asked for once, even if it fails again meanwhile.
  await postToEnd<ReplayJson>(cli, PATH, body, (answer) => {
    requested += answer.requested;
  });
  if (options.wait) await waitForReplays(cli);
  const sentence = `${countOf(requested, 'dead letter')} ${requested === 1 ? 'is' : 'are'} sent again.\n`;
  cli.write(cli.isJson ? jsonLine({ requested }) : sentence);
}

async function waitForReplays(cli: Cli): Promise<void> {
  for (;;) {
    const { letters } = await cli.api().get<LetterPageJson>('/dead-letters?state=replaying&limit=1', 'letters');
    if (letters.length === 0) return;
    await sleep(POLL_MS, undefined, { signal: cli.signal });
  }
}

function showForecasts(cli: Cli, forecasts: ReplayForecastJson): void {
  const { complete, fail, letters, missing, succeed } = forecasts;
  if (fail > 0 || missing.length > 0) cli.fail();
  if (cli.isJson) return void cli.write(jsonLine(forecasts));
  const rows = letters.map(({ id, succeeds, reason = '', explanation = '' }) => [
    id,
    succeeds ? 'would be stored' : `would fail again: ${reason}: ${oneLine(explanation)}`,
  ]);
  cli.write(table(rows));
  for (const id of missing) cli.write(`${id}  is not a dead letter that can be replayed\n`);
  const more = complete ? '' : '; time ran out before all were checked';
  cli.write(`${succeed} would be stored, ${fail} would fail again${more}.\n`);
}
