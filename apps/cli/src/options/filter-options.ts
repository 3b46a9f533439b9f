import { type Command, Option } from 'commander';
import { UsageError } from '../exit/exit-codes.ts';
import { timeParameter } from '../text/local-time.ts';
import { repeated } from './option-values.ts';

/** Options that choose records. */
export interface FilterOptions {
  service?: string[];
  severity?: string[];
  minSeverity?: string;
  from?: string;
  to?: string;
  pattern?: string;
  traceId?: string;
  utc?: boolean;
}

/** Parameters of the API that choose records. */
export type FilterParameters = Partial<
  Record<'q' | 'from' | 'to' | 'minSeverity' | 'pattern' | 'traceId', string> & Record<'service' | 'severity', string[]>
>;

/** Adds the query and the options that choose records. */
export function addFilterOptions(command: Command): Command {
  return command
    .argument(
      '[query...]',
      'words, "phrases", field:value, status:>=500, pay*, AND, OR, NOT; see docs/query-language.md',
    )
    .optionsGroup('Which records:')
    .option('--service <name>', 'only these services; separate them with commas or repeat the option', repeated)
    .option('--severity <severity>', 'only these severities: TRACE, DEBUG, INFO, WARN, ERROR, FATAL', repeated)
    .option('--min-severity <severity>', 'this severity or a worse one')
    .option('--pattern <text>', 'only messages with exactly this pattern, as `logwarren patterns` prints it')
    .option('--trace-id <id>', 'only this trace');
}

/** Adds the options of the time range. */
export function addRangeOptions(command: Command): Command {
  command
    .option(
      '--from <time>',
      'from this time on: 15m, 2h, 7d, 10:30, 2026-11-21, "2026-11-21 10:15"; now: records dated in the future',
    )
    .option('--since <time>', 'the same as --from')
    .option('--to <time>', 'before this time; now by default')
    .addOption(new Option('--until <time>', 'the same as --to').hideHelp());
  return uniteRange(command);
}

/** Accepts --since and --until in a command that has --from and --to. */
export function addRangeAliases(command: Command): Command {
  for (const [alias, name] of RANGE_ALIASES) {
    command.addOption(new Option(`--${alias} <time>`, `the same as --${name}`).hideHelp());
  }
  return uniteRange(command);
}

const RANGE_ALIASES = [
  ['since', 'from'],
  ['until', 'to'],
] as const;

/** Puts the values of --since and --until into --from and --to before the command runs. */
function uniteRange(command: Command): Command {
  return command.hook('preAction', () => {
    for (const [alias, name] of RANGE_ALIASES) {
      const value = command.getOptionValue(alias);
      if (value === undefined) continue;
      if (command.getOptionValue(name) !== undefined)
        throw new UsageError(`--${alias} is the same as --${name}; give only one of them`);
      command.setOptionValueWithSource(name, value, 'cli');
    }
  });
}

/**
 * Makes the parameters of the API from a query and options.
 *
 * @param query words of the command line
 * @param nowMs the moment that clock times without a day refer to
 * @returns only parameters that are set; times without a zone become UTC
 */
export function filterParameters(
  query: readonly string[],
  options: FilterOptions,
  nowMs = Date.now(),
): FilterParameters {
  const { from, minSeverity, pattern, service, severity, to, traceId, utc = false } = options;
  const q = query.join(' ').trim();
  const time = (text: string | undefined) => (text === undefined ? undefined : timeParameter(text, utc, nowMs));
  const parameters = { q: q === '' ? undefined : q, service, severity, minSeverity, pattern, traceId };
  return withoutUndefined({ ...parameters, from: time(from), to: time(to) });
}

function withoutUndefined<T extends object>(values: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T & object as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };
}
