import type { ConnectionOptions, OutgoingMessage } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds } from '@logwarren/contract';
import { Registry } from 'prom-client';

/** Options for a publisher or consumer of a test, with a registry and readiness of their own and a silent log. */
export function brokerOptions(url: string, name: string): ConnectionOptions {
  const log = createLogger('test', process.env.TEST_LOG_LEVEL === 'debug' ? 'debug' : 'fatal');
  const { signal } = new AbortController();
  return { url, name, log, readiness: new Readiness(log), metrics: new Registry(), signal };
}

/** Value of a broker metric for the connection that the options name, summed over its other labels. */
export async function brokerMetric({ metrics, name }: ConnectionOptions, metric: string): Promise<number> {
  const samples = (await metrics.getSingleMetric(`logwarren_broker_${metric}`)?.get())?.values ?? [];
  return samples.filter(({ labels }) => labels.connection === name).reduce((sum, { value }) => sum + value, 0);
}

const nextId = createBatchIds();

/** A small message with a text as its body. */
export function textMessage(text: string, routingKey = 'INFO.test'): OutgoingMessage {
  return {
    routingKey,
    body: Buffer.from(text),
    messageId: nextId(),
    contentType: 'text/plain',
    timestampMs: Date.now(),
  };
}
