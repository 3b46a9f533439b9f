import { createHash } from 'node:crypto';
import type { Delivery } from '@logwarren/broker';
import type { Logger } from '@logwarren/common';
import { BATCH_TYPE, type NormalisedRecord } from '@logwarren/contract';
import type { Alert } from './alert.ts';
import type { ErrorRates } from './error-rates.ts';
import type { MonitorMetrics } from './metrics.ts';
import type { RecentKeys } from './recent-keys.ts';

/** What a message holds, and what of it could not be read. */
export interface ReadMessage {
  records: NormalisedRecord[];
  problems: string[];
}

export interface WatchOptions {
  rates: ErrorRates;
  recent: RecentKeys;
  /** Makes records of a message; does not throw for what is in it. */
  read: (delivery: Delivery) => Promise<ReadMessage>;
  onAlert: (alert: Alert) => void;
  metrics: MonitorMetrics;
  log: Logger;
  /** ms since the epoch. */
  now?: () => number;
}

/**
 * Makes the handler of a message: reads it, counts its errors, tells of alerts. Never throws.
 *
 * A message that was already seen is not counted again: the source repeats a message whose confirm it missed, and a full
 * `LogQueue` makes it repeat messages that this queue has had.
 */
export function createWatch(options: WatchOptions): (delivery: Delivery) => Promise<void> {
  const { rates, recent, read, onAlert, metrics, log, now = Date.now } = options;
  return async (delivery) => {
    const key = keyOf(delivery);
    if (key !== undefined && !recent.add(key, now())) return metrics.duplicate();
    if (delivery.timestampMs !== undefined) metrics.lag(Math.max(0, now() - delivery.timestampMs) / 1000);
    try {
      const { records, problems } = await read(delivery);
      if (problems.length > 0) metrics.unreadable(problems.length);
      const observation = rates.observe(records, now());
      metrics.observed(observation);
      observation.alerts.forEach(onAlert);
    } catch (error) {
      // The collector dead-letters what cannot be read, and says why; here it is only not counted.
      metrics.unreadable(1);
      log.debug({ err: error, messageId: delivery.messageId }, 'Message is not readable.');
    }
  };
}

/** Batch ids are unique; ids of other publishers may be reused, so they count only together with the content. */
function keyOf({ messageId, type, body }: Delivery): string | undefined {
  if (messageId === undefined || type === BATCH_TYPE) return messageId;
  return `${messageId} ${createHash('sha1').update(body).digest('base64')}`;
}
