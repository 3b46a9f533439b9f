import { AppError, type Backoff, backoffMs, delay, type Logger, messageOf } from '@logwarren/common';
import type { Alert } from '../rates/alert.ts';
import { zoneSentence } from '../rates/zone-hint.ts';
import { type Notification, notificationOf } from './notification.ts';
import { WebhookError } from './post-webhook.ts';

/**
 * Sends alerts one after the other, in order, so that `resolved` never overtakes `firing`.
 *
 * Every alert is a line in the log. The webhook gets it from a short queue that drops its oldest entry when it is full:
 * an unreachable receiver neither fills the memory nor disturbs the counting.
 */

/** Most notifications waiting for the webhook. */
export const MAX_WAITING = 200;
/** Longest wait for queued alerts when closing. */
export const CLOSE_MS = 3_000;
/** Pauses between the attempts of one notification. */
export const BACKOFF: Backoff = { initialMs: 500, maxMs: 30_000 };

/** How a notification ended, for the metrics. */
export type NotificationResult = 'sent' | 'failed' | 'dropped';

/** How a notifier sends and whom it notifies. */
export interface NotifierOptions {
  /** Sends one notification; throws WebhookError. Absent when there is no webhook. */
  post: ((notification: Notification, signal: AbortSignal) => Promise<void>) | undefined;
  attempts: number;
  log: Logger;
  onResult: (result: NotificationResult) => void;
  backoff?: Backoff;
}

interface Notifier extends AsyncDisposable {
  /** Logs the alert and queues it for the webhook; returns at once. */
  notify(alert: Alert): void;
}

/** Starts the notifier; disposing sends queued alerts, for at most three seconds. */
export function openNotifier(options: NotifierOptions): Notifier {
  const waiting: Alert[] = [];
  const closing = new AbortController();
  let working = Promise.resolve();
  let busy = false;

  async function work(): Promise<void> {
    for (let alert = waiting.shift(); alert !== undefined; alert = waiting.shift()) {
      options.onResult(await send(alert, options, closing.signal));
    }
    busy = false;
  }

  return {
    notify(alert) {
      logAlert(options.log, alert);
      if (options.post === undefined) return;
      waiting.push(alert);
      if (waiting.length > MAX_WAITING) drop(waiting.shift(), options);
      if (busy) return;
      busy = true;
      working = work();
    },
    async [Symbol.asyncDispose]() {
      const limit = setTimeout(() => closing.abort(new AppError('stopping', 'the monitor is stopping')), CLOSE_MS);
      await working;
      clearTimeout(limit);
    },
  };
}

async function send(alert: Alert, options: NotifierOptions, signal: AbortSignal): Promise<NotificationResult> {
  const { post, attempts, log, backoff = BACKOFF } = options;
  const { service, status } = alert;
  const notification = notificationOf(alert);
  for (let attempt = 1; ; attempt++) {
    try {
      signal.throwIfAborted();
      await post?.(notification, signal);
      log.debug({ alertService: service, status, attempt }, 'Notification sent.');
      return 'sent';
    } catch (error) {
      const reason = messageOf(error);
      if (signal.aborted || attempt >= attempts || (error instanceof WebhookError && error.final)) {
        log.error({ alertService: service, status, attempt, reason }, 'Notification given up.');
        return 'failed';
      }
      log.warn({ alertService: service, status, attempt, reason }, 'Notification failed; it is tried again.');
      // Woken by closing: the next round finds the signal aborted.
      await delay(backoffMs(attempt, backoff), signal).catch(() => {});
    }
  }
}

function drop(alert: Alert | undefined, { log, onResult }: NotifierOptions): void {
  log.error({ alertService: alert?.service, status: alert?.status }, 'Notification dropped: too many are waiting.');
  onResult('dropped');
}

function logAlert(log: Logger, alert: Alert): void {
  const { service, count, threshold, windowMs, startsAtMs, endsAtMs, zoneOffMs } = alert;
  const hint = zoneOffMs === undefined ? {} : { hint: zoneSentence(zoneOffMs) };
  const fields = { alertService: service, count, threshold, windowS: windowMs / 1000, ...hint };
  if (alert.status === 'firing') {
    log.warn({ ...fields, samples: alert.samples.map((sample) => sample.message) }, 'Alert is firing.');
  } else {
    log.info({ ...fields, durationS: Math.max(0, (endsAtMs ?? startsAtMs) - startsAtMs) / 1000 }, 'Alert is resolved.');
  }
}
