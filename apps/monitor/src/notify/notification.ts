import { formatTimestamp } from '@logwarren/contract';
import { z } from 'zod';
import type { Alert } from '../rates/alert.ts';
import { zoneSentence } from '../rates/zone-hint.ts';

/** JSON body of a webhook; a stable interface, documented for its receivers in docs/webhook.md. */
export const notificationJson = z.object({
  text: z.string().describe('One sentence for people; chat systems display this field.'),
  alertId: z
    .string()
    .describe('The same for the firing and the resolved notification of one alert, and for every attempt to send it.'),
  status: z.enum(['firing', 'resolved']).describe('Whether the alert was raised or has cleared.'),
  service: z.string().describe('Service whose errors are counted.'),
  count: z.int().describe('Errors in the window when the notification was made.'),
  threshold: z
    .int()
    .describe('Number of errors that raises the alert: `MONITOR_THRESHOLD`, or the threshold of the service.'),
  windowSeconds: z.number().describe('Length of the window: `MONITOR_WINDOW_S`.'),
  startsAt: z.string().describe('When the alert was raised, ISO 8601.'),
  endsAt: z.string().nullable().describe('When it cleared, ISO 8601; null while it is firing.'),
  hint: z
    .string()
    .optional()
    .describe(
      'Another likely problem: every error is late or early by the same number of quarters of an hour, as if its time lacked a zone.',
    ),
  samples: z
    .array(
      z.object({
        timestamp: z.string().describe('Time of the record, ISO 8601.'),
        severity: z.string().describe('WARN, ERROR or FATAL.'),
        message: z.string().describe('Cut to 500 characters.'),
        traceId: z.string().optional().describe('32 hex digits.'),
      }),
    )
    .describe('Latest errors, oldest first, at most three.'),
});

/** A notification as it is posted. */
export type Notification = z.output<typeof notificationJson>;

/** Body of the notification of an alert. */
export function notificationOf(alert: Alert): Notification {
  const startsAt = formatTimestamp(alert.startsAtMs);
  return {
    text: sentence(alert),
    alertId: `${alert.service}@${startsAt}`,
    status: alert.status,
    service: alert.service,
    count: alert.count,
    threshold: alert.threshold,
    windowSeconds: alert.windowMs / 1000,
    startsAt,
    endsAt: alert.endsAtMs === undefined ? null : formatTimestamp(alert.endsAtMs),
    ...(alert.zoneOffMs === undefined ? {} : { hint: zoneSentence(alert.zoneOffMs) }),
    samples: alert.samples.map(({ timestamp, nanos, ...rest }) => ({
      timestamp: formatTimestamp(timestamp, nanos),
      ...rest,
    })),
  };
}

function sentence({ status, service, count, threshold, windowMs, zoneOffMs }: Alert): string {
  const errors = `${count} ${count === 1 ? 'error' : 'errors'} in ${windowMs / 1000} s`;
  const hint = zoneOffMs === undefined ? '' : `; ${zoneSentence(zoneOffMs)}`;
  if (status === 'firing') return `${service}: ${errors} (threshold ${threshold})${hint}`;
  return `${service}: resolved, ${errors} (threshold ${threshold})`;
}
