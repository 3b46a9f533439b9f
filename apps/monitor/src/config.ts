import { AMQP_URL, integer, type ServiceAbout, serviceSettings } from '@logwarren/common';
import { SEVERITY_BASE } from '@logwarren/contract';
import { z } from 'zod';
import type { ErrorRateRule } from './rates/alert.ts';
import { parseThresholds } from './rates/thresholds.ts';

/** Text and arguments of the monitor for `--help`. */
export const about: ServiceAbout = {
  name: 'monitor',
  summary:
    'counts the errors of each service as they pass through RabbitMQ, and tells when they rise and when they are over.',
};

/** Variables of the monitor. */
export const configSchema = z.object({
  ...serviceSettings(9103),
  AMQP_URL,
  MONITOR_WINDOW_S: integer(1, 86_400)
    .default(60)
    .describe('Length of the sliding window in which the errors of a service are counted, in seconds.'),
  MONITOR_THRESHOLD: integer(1, 1_000_000_000)
    .default(20)
    .describe('Number of errors in the window that raises the alert of a service.'),
  MONITOR_SERVICE_THRESHOLDS: z
    .string()
    .default('')
    .transform((text, context) => {
      const parsed = parseThresholds(text);
      if ('thresholds' in parsed) return parsed.thresholds;
      context.addIssue(parsed.problem);
      return z.NEVER;
    })
    .describe('Thresholds of single services, `checkout=50,payment=10`; `importer=off` never raises an alert.'),
  MONITOR_MIN_SEVERITY: z
    .enum(['WARN', 'ERROR', 'FATAL'])
    .default('ERROR')
    .describe('Least severe record that counts as an error.'),
  MONITOR_CLEAR_S: integer(0, 86_400)
    .optional()
    .describe(
      'Seconds that the errors must stay below the threshold until an alert clears. The length of the window if not set.',
    ),
  MONITOR_MAX_SERVICES: integer(1, 1_000_000)
    .default(5_000)
    .describe(
      'Most services watched at once (about 1 KiB each); the service that was quiet longest is dropped for a new one.',
    ),
  MONITOR_WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
    .optional()
    .describe(
      'URL to which an alert is posted as JSON when it fires and when it clears; a login in it is sent as basic authentication. Without it, alerts appear only in the log.',
    ),
  MONITOR_WEBHOOK_TIMEOUT_MS: integer(100, 60_000)
    .default(5_000)
    .describe('Longest time that one attempt to post an alert may take.'),
  MONITOR_WEBHOOK_ATTEMPTS: integer(1, 100)
    .default(8)
    .describe('Attempts to post an alert, with growing pauses between them, before the monitor gives up.'),
  MONITOR_MAX_BACKLOG: integer(1, 100_000)
    .default(500)
    .describe('Number of messages waiting in memory at which the monitor pauses its consumer until they are counted.'),
});

/** Settings that the variables describe. */
type MonitorConfig = z.output<typeof configSchema>;

/** The rule that the variables describe. */
export function ruleOf(config: MonitorConfig): ErrorRateRule {
  const windowMs = config.MONITOR_WINDOW_S * 1000;
  return {
    windowMs,
    clearAfterMs: config.MONITOR_CLEAR_S === undefined ? windowMs : config.MONITOR_CLEAR_S * 1000,
    minSeverityNumber: SEVERITY_BASE[config.MONITOR_MIN_SEVERITY],
    thresholdOf: (service) => config.MONITOR_SERVICE_THRESHOLDS.get(service) ?? config.MONITOR_THRESHOLD,
  };
}
