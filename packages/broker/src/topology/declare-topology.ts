import type { Channel, ChannelModel } from 'amqplib';
import type { Session } from '../connection/index.ts';
import { LOG_EXCHANGE, TOPOLOGY } from './topology.ts';

/** Declares the topology on a session; harmless when it is there already. */
type DeclareTopology = (session: Pick<Session, 'channel' | 'model'>) => Promise<void>;

/**
 * Makes the function that declares the topology, one for each link.
 *
 * Everybody shares `logs_exchange`. If it exists and is a durable topic exchange, we use it with any arguments: earlier
 * builds gave it an alternate exchange, and insist on it. RabbitMQ refuses to declare it with other arguments, and names
 * the difference. The refusal closes the channel and is an error in RabbitMQ's log. So each link asks once, on a separate
 * channel, and later sessions only check that the exchange exists.
 *
 * Targets are declared before the queues that point at them, so that no message meets a missing dead-letter or alternate
 * exchange.
 *
 * @throws amqplib's error, with the channel closed: 406 when something exists that cannot be used, 403 without permission
 */
export function createDeclareTopology(): DeclareTopology {
  let isKnown = false;
  return async ({ channel, model }) => {
    for (const { name, type, arguments: args } of TOPOLOGY.exchanges) {
      if (name !== LOG_EXCHANGE) await channel.assertExchange(name, type, { durable: true, arguments: args });
    }
    if (!isKnown || !(await exists(model))) await declareLogExchange(model);
    isKnown = true;
    for (const { name, arguments: args } of TOPOLOGY.queues) {
      await channel.assertQueue(name, { durable: true, arguments: args });
    }
    for (const { queue, exchange, pattern } of TOPOLOGY.bindings) await channel.bindQueue(queue, exchange, pattern);
  };
}

/**
 * Makes the function that declares the topology only if `logs_exchange` is missing: a user who only listens needs no
 * right to configure what others use.
 *
 * @throws like `createDeclareTopology`
 */
export function createDeclareMissingTopology(): DeclareTopology {
  const declare = createDeclareTopology();
  return async (session) => {
    if (!(await exists(session.model))) await declare(session);
  };
}

async function declareLogExchange(model: ChannelModel): Promise<void> {
  try {
    await onOwnChannel(model, (channel) => channel.assertExchange(LOG_EXCHANGE, 'topic', { durable: true }));
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    const isOurs = code === 406 && HARMLESS_DIFFERENCE.test(message);
    // A user without the right to declare the exchange may still use the existing one.
    if (!isOurs && !(code === 403 && (await exists(model)))) throw error;
  }
}

/** RabbitMQ names the first that differs, and looks at type and durability before these. */
const HARMLESS_DIFFERENCE = /inequivalent arg '(?:alternate-exchange|auto_delete)' for exchange/;

/** @throws every error but 404 */
async function exists(model: ChannelModel): Promise<boolean> {
  try {
    await onOwnChannel(model, (channel) => channel.checkExchange(LOG_EXCHANGE));
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 404) return false;
    throw error;
  }
}

/** Asks on a separate channel, because a refusal closes the channel it arrives on. */
export async function onOwnChannel<T>(model: ChannelModel, ask: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await model.createChannel();
  channel.on('error', () => {}); // what was asked rejects
  const answer = await ask(channel);
  await channel.close();
  return answer;
}
