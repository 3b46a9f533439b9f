import { ConfigError, flag, MONGO_URL, serviceSettings } from '@logwarren/common';
import { validateDetailed } from 'node-cron';
import { z } from 'zod';

const cron = z.string().superRefine((text, context) => {
  const { valid, errors } = validateDetailed(text);
  if (!valid) {
    const reasons = errors.map(({ field, message }) => `${field}: ${message}`).join(', ');
    context.addIssue(`is no cron expression of five fields, or six with seconds (${reasons})`);
  }
});

const MIN_DAYS = 0.01;
const MAX_DAYS = 36_500;

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
      'Days that records are kept, counted from when they were received. A day of records goes as a whole, when the ' +
        'last of them is due.',
    ),
  RETENTION_CRON: cron
    .default('7 * * * *')
    .describe('When expired days are dropped, as a cron expression in UTC; six fields begin with seconds.'),
  MERGE_CRON: cron
    .default('* * * * *')
    .describe('When small buckets are merged into full ones, as a cron expression in UTC.'),
  RETENTION_DRY_RUN: flag()
    .default(false)
    .describe('Print what would be dropped now, drop nothing, and exit; the argument `--dry-run` sets it.'),
});

export type RetentionConfig = z.output<typeof configSchema>;

/**
 * Variables for the command line arguments.
 *
 * A dry run runs beside the service, so it takes a free health port, and keeps its own log out of what it prints.
 *
 * @throws ConfigError for an argument that is not known
 */
export function readArguments(args: readonly string[]): Record<string, string> {
  const unknown = args.find((argument) => argument !== '--dry-run');
  if (unknown !== undefined)
    throw new ConfigError(`argument ${JSON.stringify(unknown)} is not known; there is --dry-run`);
  return args.length === 0 ? {} : { RETENTION_DRY_RUN: 'true', HEALTH_PORT: '0', LOG_LEVEL: 'warn' };
}
