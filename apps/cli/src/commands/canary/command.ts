import { MAX_SERVICE_LENGTH } from '@logwarren/contract/log-record';
import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { wholeNumber } from '../../options/option-values.ts';
import type { CanaryOptions } from './run.ts';

const MAX_RATE = 1_000;

/** Adds `logwarren canary`: writes records, finds them again, and reports faults; exit code 1 if there are any. */
export function addCanary(program: Command, cli: Cli): void {
  program
    .command('canary')
    .description(
      'write marked records, read them back, and report any that are missing, duplicate, unexpected or out of order',
    )
    .option('--source <url>', 'address of the source; also LOGWARREN_SOURCE_URL')
    .option('--service <name>', 'service of the records', serviceName, 'logwarren-canary')
    .option('--rate <number>', `records per second, 1 to ${MAX_RATE}`, wholeNumber(1, MAX_RATE), 10)
    .option('--for <seconds>', 'how long to write', wholeNumber(1), 10)
    .option('--forever', 'write until Ctrl-C or another signal')
    .option('--give-up <seconds>', 'time within which a confirmed record must be found', wholeNumber(1), 300)
    .option('--every <seconds>', 'time between two reports', wholeNumber(1, 86_400), 60)
    .addHelpText('after', EXAMPLES)
    .action(async (options: CanaryOptions) => {
      const { runCanary } = await import('./run.ts');
      await runCanary(cli, options);
    });
}

/** Reads the option that names a service. */
function serviceName(text: string): string {
  if (text.trim() !== '' && text.length <= MAX_SERVICE_LENGTH) return text;
  throw new InvalidArgumentError(`It has to have 1 to ${MAX_SERVICE_LENGTH} characters.`);
}

const EXAMPLES = `
Exit code 1: a record is missing, duplicate, unexpected or out of order.

Examples:
  logwarren canary --for 60 --rate 50
  logwarren canary --forever --source http://127.0.0.1:8081 --json >>canary.ndjson
`;
