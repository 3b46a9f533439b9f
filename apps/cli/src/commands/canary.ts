import { randomBytes } from 'node:crypto';
import { MAX_SERVICE_LENGTH } from '@logwarren/contract/log-record';
import { type Command, InvalidArgumentError } from 'commander';
import { type ApiClient, createApiClient } from '../api-client.ts';
import { type CanaryAccount, isHealthy } from '../canary/canary-account.ts';
import { runCanary } from '../canary/run-canary.ts';
import type { Cli } from '../cli.ts';
import { columns, jsonLine } from '../terminal/terminal-text.ts';
import { wholeNumber } from './whole-number.ts';

const DEFAULT_SOURCE_URL = 'http://127.0.0.1:8081';
const MAX_RATE = 1_000;
const BAR_WIDTH = 40;

interface Options {
  source?: string;
  service: string;
  rate: number;
  for: number;
  forever?: boolean;
  giveUp: number;
  every: number;
}

/** `logwarren canary`: writes records, finds them again, and says what is wrong; exit code 1 if anything is. */
export function addCanary(program: Command, cli: Cli): void {
  program
    .command('canary')
    .description('write marked records, read them back, and report what is missing, twice, strange, or out of order')
    .option('--source <url>', 'address of the source; also LOGWARREN_SOURCE_URL')
    .option('--service <name>', 'service of the records', serviceName, 'logwarren-canary')
    .option('--rate <number>', `records a second, 1 to ${MAX_RATE}`, wholeNumber(1, MAX_RATE), 10)
    .option('--for <seconds>', 'how long to write', wholeNumber(1), 10)
    .option('--forever', 'write until a signal comes')
    .option('--give-up <seconds>', 'time after its confirm in which a record must be found', wholeNumber(1), 300)
    .option('--every <seconds>', 'time between two reports', wholeNumber(1, 86_400), 60)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      // A signal ends the writing, and not what is still to be found.
      const untilDone = new AbortController().signal;
      const { address, namedBy } = cli.api();
      const account = await runCanary({
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
      if (!isHealthy(account.figures)) cli.fail();
      if (!cli.isJson) cli.write(summaryOf(account));
    });
}

function sourceOf({ source }: Options, { env }: Cli, signal: AbortSignal): ApiClient {
  if (source !== undefined) return createApiClient(source, signal, '--source');
  return createApiClient(env.LOGWARREN_SOURCE_URL || DEFAULT_SOURCE_URL, signal, '--source or LOGWARREN_SOURCE_URL');
}

function serviceName(text: string): string {
  if (text.trim() !== '' && text.length <= MAX_SERVICE_LENGTH) return text;
  throw new InvalidArgumentError(`It has to have 1 to ${MAX_SERVICE_LENGTH} characters.`);
}

function reportOf(account: CanaryAccount) {
  const { figures, latency } = account;
  const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => latency.percentileMs(share));
  const latencies = { p50Ms, p99Ms, maxMs: latency.maxMs, bins: latency.bins };
  return { time: new Date().toISOString(), healthy: isHealthy(figures), ...figures, latency: latencies };
}

function lineOf(account: CanaryAccount): string {
  const { attempted, confirmed, duplicates, found, missingCount, outOfOrder, uncertain, unexpected, waiting } =
    account.figures;
  const faults = { missing: missingCount, duplicate: duplicates, unexpected, 'out of order': outOfOrder };
  const wrong = Object.entries(faults).filter(([, count]) => count > 0);
  const verdict = wrong.length === 0 ? 'all well' : wrong.map(([what, count]) => `${count} ${what}`).join(', ');
  const seen = `${attempted} written, ${confirmed} confirmed, ${uncertain} uncertain, ${found} found, ${waiting} waited for`;
  return `${new Date().toISOString()} ${verdict}: ${seen}; p99 ${account.latency.percentileMs(0.99)} ms\n`;
}

function summaryOf({ figures, latency }: CanaryAccount): string {
  const most = Math.max(1, ...latency.bins.map(({ count }) => count));
  const rows = latency.bins.map(({ count, upToMs }) => [
    upToMs === null ? 'longer' : `<= ${upToMs.toLocaleString('en-US')} ms`,
    String(count),
    '#'.repeat(Math.ceil((count / most) * BAR_WIDTH)),
  ]);
  const missing = figures.missing.length === 0 ? '' : `Missing: ${figures.missing.join(', ')}\n`;
  return `${missing}From writing to finding:\n${columns(rows)}`;
}

const EXAMPLES = `
Exit code 1: something is missing, twice, strange, or out of order.

Examples:
  logwarren canary --for 60 --rate 50
  logwarren canary --forever --source http://127.0.0.1:8081 --json >>canary.ndjson
`;
