import { dropParameters, type Logger } from '@logwarren/common';
import { credentials } from 'amqplib';
import { BrokerUrlError } from './errors.ts';

/** Reads AMQP_URL. */

/** RabbitMQ suggests 60 s, which leaves a dead consumer's messages unavailable for three minutes. */
export const HEARTBEAT_SECONDS = 10;
/** Heartbeats rarer than this leave the messages of a dead consumer unavailable for minutes; 0 turns heartbeats off. */
const MAX_HEARTBEAT_S = 60;
const SCHEMES: readonly string[] = ['amqp:', 'amqps:'];

/** The URL without a heartbeat that would let a lost link go unnoticed, and logs a warning about it. */
export function safeUrl(url: string, log: Logger): string {
  const isUnsafe = (value: string) => !/^[1-9]\d?$/.test(value) || Number(value) > MAX_HEARTBEAT_S;
  const { url: safe, dropped } = dropParameters(url, (name, value) => name === 'heartbeat' && isUnsafe(value));
  if (dropped.length > 0)
    log.warn({ options: dropped }, `Options of AMQP_URL have no effect: heartbeat is 1 to ${MAX_HEARTBEAT_S} seconds.`);
  return safe;
}

/**
 * The address that amqplib gets, with our heartbeat if it names none, and the login if it has one.
 *
 * @throws BrokerUrlError
 */
export function parseUrl(url: string) {
  try {
    const parsed = new URL(url);
    if (!SCHEMES.includes(parsed.protocol)) throw new Error('it has to begin with amqp:// or amqps://');
    if (parsed.hostname === '') throw new Error('it names no host');
    // amqplib decodes the virtual host while it connects.
    decodeURIComponent(parsed.pathname);
    if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
    if (parsed.username === '') return { address: parsed.href };
    // amqplib would read %C3%A4 as two characters.
    const login = credentials.plain(decodeURIComponent(parsed.username), decodeURIComponent(parsed.password));
    return { address: parsed.href, login };
  } catch (error) {
    throw new BrokerUrlError(url, error);
  }
}
