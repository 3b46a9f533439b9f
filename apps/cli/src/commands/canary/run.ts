import { randomBytes } from 'node:crypto';
import { type ApiClient, createApiClient } from '../../api/api-client.ts';
import type { Cli } from '../../options/cli.ts';
import { jsonLine } from '../../text/terminal-text.ts';
import { isHealthy } from './canary-account.ts';
import { lineOf, reportOf, summaryOf } from './canary-report.ts';
import { writeAndFind } from './write-and-find.ts';

/** Options of `logwarren canary`. */
export interface CanaryOptions {
  /** Address of the source. */
  source?: string;
  service: string;
  /** Records a second. */
  rate: number;
  /** How long to write, seconds. */
  for: number;
  forever?: boolean;
  /** Time after its confirm in which a record must be found, seconds. */
  giveUp: number;
  /** Time between two reports, seconds. */
  every: number;
}

const DEFAULT_SOURCE_URL = 'http://127.0.0.1:8081';

/** Runs `logwarren canary`. */
export async function runCanary(cli: Cli, options: CanaryOptions): Promise<void> {
  // A signal ends the writing, but not the search for what was written.
  const untilDone = new AbortController().signal;
  const { address, namedBy } = cli.api();
  const account = await writeAndFind({
    source: sourceOf(options, cli, untilDone),
    search: createApiClient(address, untilDone, namedBy),
    service: options.service,
    runId: randomBytes(6).toString('hex'),
    rate: options.rate,
    writeMs: options.forever ? undefined : options.for * 1000,
    giveUpMs: options.giveUp * 1000,
    reportMs: options.every * 1000,
    onReport: (account) => cli.write(cli.isJson ? jsonLine(reportOf(account)) : lineOf(account)),
    signal: cli.signal,
  });
  if (!isHealthy(account.counts)) cli.fail();
  if (!cli.isJson) cli.write(summaryOf(account));
}

function sourceOf({ source }: CanaryOptions, { env }: Cli, signal: AbortSignal): ApiClient {
  if (source !== undefined) return createApiClient(source, signal, '--source');
  return createApiClient(env.LOGWARREN_SOURCE_URL || DEFAULT_SOURCE_URL, signal, '--source or LOGWARREN_SOURCE_URL');
}
