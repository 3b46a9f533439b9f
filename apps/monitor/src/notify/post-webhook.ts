import { AppError, messageOf, splitLogin, withoutSecrets } from '@logwarren/common';
import type { Notification } from './notification.ts';

/** A webhook could not be delivered; `final` when another attempt cannot help. */
export class WebhookError extends AppError {
  readonly final: boolean;

  constructor(reason: string, final: boolean, cause?: unknown) {
    super('webhook-failed', `cannot post the notification: ${reason}`, { cause });
    this.final = final;
  }
}

/** The webhook of a configuration; undefined when it names no URL. */
export function webhookOf(config: { MONITOR_WEBHOOK_URL?: string | undefined; MONITOR_WEBHOOK_TIMEOUT_MS: number }) {
  const { MONITOR_WEBHOOK_URL: url, MONITOR_WEBHOOK_TIMEOUT_MS: timeoutMs } = config;
  if (url === undefined) return undefined;
  return (notification: Notification, signal: AbortSignal) => postWebhook(url, notification, { timeoutMs, signal });
}

/**
 * Posts a notification as JSON, with the login of the URL if it has one. Any 2xx is success; the body of the answer is
 * not read.
 *
 * Does not follow redirects: the configured address must be the one that is called.
 *
 * @throws WebhookError
 */
export async function postWebhook(
  url: string,
  notification: Notification,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const status = await statusOf(url, notification, options);
  if (status >= 200 && status < 300) return;
  const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
  const reason = status >= 300 && status < 400 ? `it redirects (status ${status})` : `status ${status}`;
  throw new WebhookError(reason, !retryable);
}

async function statusOf(
  url: string,
  notification: Notification,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<number> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const { address, headers } = splitLogin(new URL(url));
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'logwarren-monitor' },
      body: JSON.stringify(notification),
      signal: AbortSignal.any([timeout, signal]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (timeout.aborted) throw new WebhookError(`no answer within ${timeoutMs} ms`, false, undefined);
    // Without its cause: the message of fetch may quote the address.
    throw new WebhookError(`no connection: ${withoutSecrets(messageOf(error), url)}`, false);
  }
}
