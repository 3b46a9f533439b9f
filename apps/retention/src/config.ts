import { ConfigError, flag, MONGO_URL, parseArguments, type ServiceAbout, serviceSettings } from '@logwarren/common';
import { validateDetailed } from 'node-cron';
import { z } from 'zod';

const cron = z.string().superRefine((text, context) => {
  const { valid, errors } = validateDetailed(text);
  if (!valid) {
    const reasons = errors.map(({ field, message }) => `${field}: ${message}`).join(', ');
    context.addIssue(`is not a cron expression of five fields, or six with seconds (${reasons})`);
  }
});

const MIN_DAYS = 0.01;
const MAX_DAYS = 36_500;

/** Text and arguments of the retention service for `--help`. */
export const about = {
  name: 'retention',
  summary: 'merges small buckets of log records in MongoDB, and drops days that have expired.',
  options: {
    'dry-run': { meaning: 'print what would be dropped now, drop nothing, and exit' },
    'drop-now': {
      meaning: 'drop all that has expired, however much it is, print it, and exit; look at --dry-run first',
    },
  },
} satisfies ServiceAbout;

/** Variables of the retention service. */
export const configSchema = z.object({
  ...serviceSettings(9105),
  MONGO_URL,
  RETENTION_DAYS: z
    .string()
    .regex(/^\d+(\.\d+)?$/, `expected a number of days from ${MIN_DAYS} to ${MAX_DAYS}, fractions allowed`)
    .transform(Number)
    .pipe(z.number().min(MIN_DAYS).max(MAX_DAYS))
    .default(10)
    .describe(
      'Days that records are kept, counted from their receipt. A day of records is dropped as a whole, when the last ' +
        'of them is due.',
    ),
  RETENTION_CRON: cron
    .default('7 * * * *')
    .describe('When expired days are dropped, as a cron expression in UTC; six fields begin with seconds.'),
  RETENTION_HOLD_HOURS: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'expected a number of hours from 0 to 8,760, fractions allowed')
    .transform(Number)
    .pipe(z.number().min(0).max(8760))
    .default(24)
    .describe(
      'If more than one day of records is due at once, for example after a clock jump or a long pause, a warning is ' +
        'logged and the records are kept for this many more hours; the argument `--drop-now` drops them earlier.',
    ),
  MERGE_CRON: cron
    .default('* * * * *')
    .describe('When small buckets are merged into full ones, as a cron expression in UTC.'),
  RETENTION_DRY_RUN: flag()
    .default(false)
    .describe('Print what would be dropped now, drop nothing, and exit; the argument `--dry-run` sets it.'),
  RETENTION_DROP_NOW: flag()
    .default(false)
    .describe(
      'Drop everything that has expired, however much it is and whatever the clock of this machine says, print it, ' +
        'and exit; the argument `--drop-now` sets it. Run `--dry-run` first.',
    ),
});

/** The validated settings of retention. */
export type RetentionConfig = z.output<typeof configSchema>;

/**
 * Variables for the command line arguments.
 *
 * A run of either kind runs beside the service, so it takes a free health port, and keeps its own log out of its
 * output.
 *
 * @throws ConfigError for an unknown argument
 */
export function readArguments(args: readonly string[]): Record<string, string> {
  const { values } = parseArguments(args, about);
  const { 'dry-run': isDryRun, 'drop-now': isDropNow } = values;
  if (isDryRun && isDropNow) throw new ConfigError('--dry-run and --drop-now exclude each other');
  if (!isDryRun && !isDropNow) return {};
  return { [isDryRun ? 'RETENTION_DRY_RUN' : 'RETENTION_DROP_NOW']: 'true', HEALTH_PORT: '0', LOG_LEVEL: 'warn' };
}
