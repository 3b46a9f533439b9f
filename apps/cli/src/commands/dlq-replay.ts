import { setTimeout as sleep } from 'node:timers/promises';
import type { LetterPageJson, ReplayForecastJson, ReplayJson } from '@logwarren/api';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type LetterOptions, postToEnd, selectionBody } from '../letter.ts';
import { countOf } from '../terminal/sparkline.ts';
import { columns, jsonLine, oneLine } from '../terminal/terminal-text.ts';
import { UsageError } from '../usage-error.ts';
import { addLetterFilter } from './letter-options.ts';

const POLL_MS = 500;

/** `logwarren dlq replay`: sends dead letters again, or says what would become of them. */
export function addDlqReplay(dlq: Command, cli: Cli): void {
  const command = dlq.command('replay').description('send dead letters again').argument('[ids...]');
  addLetterFilter(command)
    .option('--all', 'all there are')
    .option('--dry-run', 'only say what would be stored now, and what would fail again and why')
    .option('--wait', 'wait until none is on its way any more')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: LetterOptions & { wait?: boolean }) => {
      const body = selectionBody(ids, options);
      if (typeof body === 'string') throw new UsageError(body);
      if (options.dryRun)
        return showForecasts(
          cli,
          await cli.api().post<ReplayForecastJson>('/dead-letters/replay', body, 'letters', 'missing'),
        );
      const requested = await askForAll(cli, body);
      if (options.wait) await waitForReplays(cli);
      cli.write(
        cli.isJson
          ? jsonLine({ requested })
          : `${countOf(requested, 'dead letter')} ${requested === 1 ? 'is' : 'are'} sent again.\n`,
      );
    });
}

/** Each is asked for once, also one that fails again meanwhile. */
async function askForAll(cli: Cli, body: object): Promise<number> {
  let requested = 0;
  await postToEnd<ReplayJson>(cli, '/dead-letters/replay', body, (answer) => {
    requested += answer.requested;
  });
  return requested;
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
  cli.write(columns(rows));
  for (const id of missing) cli.write(`${id}  is not a letter that can be replayed\n`);
  const more = complete ? '' : ', and more: the time was up';
  cli.write(`${succeed} would be stored, ${fail} would fail again${more}.\n`);
}

const EXAMPLES = `
Exit code 1 with --dry-run: a letter would fail again.

Examples:
  logwarren dlq replay --all --dry-run
  logwarren dlq replay --reason unrouted --wait
`;
