import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The part of amqplib that a foreign program uses; the package is a dependency of packages/broker alone. */
interface Amqplib {
  connect(url: string): Promise<{ createConfirmChannel(): Promise<ForeignChannel>; close(): Promise<void> }>;
}

/** The methods of a channel that tests of foreign programs use. */
export interface ForeignChannel {
  assertExchange(
    name: string,
    type: string,
    options?: { durable?: boolean; internal?: boolean; autoDelete?: boolean; arguments?: object },
  ): Promise<unknown>;
  publish(exchange: string, routingKey: string, body: Buffer, options?: Record<string, unknown>): boolean;
  waitForConfirms(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const { connect } = createRequire(join(import.meta.dirname, '../../../packages/broker/package.json'))(
  'amqplib',
) as Amqplib;

/** A connection of a program that knows nothing of Logwarren, and a channel with confirms. */
export async function openForeignClient(url: string): Promise<{ channel: ForeignChannel } & AsyncDisposable> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => {}); // the call that caused it rejects
  return { channel, [Symbol.asyncDispose]: () => connection.close().catch(() => {}) };
}
