import { MAX_SERVICE_LENGTH } from '@logwarren/contract/log-record';
import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { wholeNumber } from '../../options/option-values.ts';
import type { CanaryOptions } from './run.ts';

const MAX_RATE = 1_000;

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
Exit code 1: something is missing, twice, strange, or out of order.

Examples:
  logwarren canary --for 60 --rate 50
  logwarren canary --forever --source http://127.0.0.1:8081 --json >>canary.ndjson
`;
