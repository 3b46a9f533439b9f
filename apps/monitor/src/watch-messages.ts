import { createHash } from 'node:crypto';
import { brokerTimeOf, receivedTimeOf } from '@logwarren/broker';
import type { Logger } from '@logwarren/common';
import { type Delivery, envelopeOf, identityOf, isBatchType } from '@logwarren/contract';
import type { MonitorMetrics } from './metrics.ts';
import type { Alert } from './rates/alert.ts';
import type { ErrorRates, RecordStream } from './rates/error-rates.ts';
import type { RecentKeys } from './rates/recent-keys.ts';
import { type ZoneNews, zoneSentence } from './rates/zone-hint.ts';

/** Records of a message with one service and severity, and a letter for each unreadable part. */
export interface ReadMessage extends RecordStream {
  letters: readonly unknown[];
}

interface WatchOptions {
  rates: ErrorRates;
  recent: RecentKeys;
  /** Makes records of a message; throws only on a bug. */
  read: (delivery: Delivery) => readonly ReadMessage[];
  onAlert: (alert: Alert) => void;
  metrics: MonitorMetrics;
  log: Logger;
  /** ms since the epoch. */
  now?: () => number;
  /** Clock of `recent`, ms; setting the wall clock does not move it. */
  steadyNow?: () => number;
}

/**
 * Makes the handler of a message: reads it, counts its errors, raises alerts. Never throws.
 *
 * Counts a message only once: the source repeats a message whose confirm it missed, and a full `LogQueue` makes it
 * repeat messages that this queue has received. Only an identity marks a repetition: an alert is about equal errors.
 */
export function createWatch(options: WatchOptions): (delivery: Delivery) => void {
  const { rates, recent, read, onAlert, metrics, log, now = Date.now } = options;
  const { steadyNow = () => performance.now() } = options;
  return (delivery) => {
    const identity = identityOf(delivery);
    if (identity !== undefined && !recent.add(keyOf(identity.id, delivery), steadyNow())) return metrics.duplicate();
    try {
      const streams = read(delivery);
      // The source's own clock is exact in a batch; AMQP's timestamp has whole seconds.
      const sentMs = isBatchType(delivery.type) ? streams[0]?.records[0]?.observedAt : delivery.timestampMs;
      if (sentMs !== undefined) metrics.lag(Math.max(0, now() - sentMs) / 1000);
      for (const stream of streams) {
        // The collector dead-letters unreadable messages with a reason; the monitor just does not count them.
        if (stream.letters.length > 0) metrics.unreadable(stream.letters.length);
        const observation = rates.observe(stream, now(), receiptOf(delivery, stream));
        metrics.observed(stream.service, observation);
        if (observation.zone !== undefined) logZone(log, stream.service, observation.zone);
        if (observation.alert !== undefined) onAlert(observation.alert);
      }
    } catch (error) {
      log.error({ err: error, messageId: delivery.messageId }, 'Message could not be counted.');
    }
  };
}

function logZone(log: Logger, service: string, { offMs, status }: ZoneNews): void {
  const fields = { alertService: service, offMinutes: offMs / 60_000 };
  if (status === 'over') log.info(fields, 'The times of a service are right again.');
  else log.warn({ ...fields, reason: zoneSentence(offMs) }, 'The times of a service seem to lack a zone.');
}

/**
 * When a stream was received, if anything shows it. Our own time of reading does not: the message may have waited for
 * hours.
 *
 * A batch of our sources carries the time when its source got the records. One that a collector passed on has another
 * id, and carries the collector's facts.
 */
function receiptOf(delivery: Delivery, { records }: RecordStream): number | undefined {
  if (!isBatchType(delivery.type)) return brokerTimeOf(delivery);
  if (identityOf(delivery)?.kind !== 'batch-id') return receivedTimeOf(delivery);
  return brokerTimeOf(delivery) ?? records[0]?.observedAt;
}

/**
 * An id may be less unique than it looks: with other publishers, only messages that storing treats as equal are
 * repeats.
 */
function keyOf(id: string, delivery: Delivery): string {
  if (isBatchType(delivery.type)) return id;
  return createHash('sha1').update(envelopeOf(id, delivery)).update(delivery.body).digest('base64');
}
