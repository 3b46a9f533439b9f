import { formatTimestamp } from '@logwarren/contract';
import type { Alert } from './alert.ts';

/** JSON body of a webhook; a stable interface, documented for those who receive it. */
export interface Notification {
  /** One sentence for people; chat systems show this field. */
  text: string;
  /** The same for the firing and the resolved notification of one alert, and for every attempt to send it. */
  alertId: string;
  status: 'firing' | 'resolved';
  service: string;
  /** Errors in the window when the notification was made. */
  count: number;
  threshold: number;
  windowSeconds: number;
  /** ISO 8601. */
  startsAt: string;
  /** ISO 8601; null while firing. */
  endsAt: string | null;
  /** Latest errors, oldest first, at most three; messages cut to 500 characters. */
  samples: { timestamp: string; severity: string; message: string; traceId?: string }[];
}

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
    samples: alert.samples.map(({ timestamp, nanos, ...rest }) => ({
      timestamp: formatTimestamp(timestamp, nanos),
      ...rest,
    })),
  };
}

function sentence({ status, service, count, threshold, windowMs }: Alert): string {
  const errors = `${count} ${count === 1 ? 'error' : 'errors'} in ${windowMs / 1000} s`;
  if (status === 'firing') return `${service}: ${errors} (threshold ${threshold})`;
  return `${service}: resolved, ${errors} (threshold ${threshold})`;
}
