import { dropParameters, type Logger } from '@logwarren/common';

/** Heartbeats rarer than this leave the messages of a dead consumer unavailable for minutes; 0 turns heartbeats off. */
const MAX_HEARTBEAT_S = 60;

/** The URL without a heartbeat that would let a lost link go unnoticed, and logs a warning about it. */
export function safeUrl(url: string, log: Logger): string {
  const isUnsafe = (value: string) => !/^[1-9]\d?$/.test(value) || Number(value) > MAX_HEARTBEAT_S;
  const { url: safe, dropped } = dropParameters(url, (name, value) => name === 'heartbeat' && isUnsafe(value));
  if (dropped.length > 0)
    log.warn({ options: dropped }, `Options of AMQP_URL have no effect: heartbeat is 1 to ${MAX_HEARTBEAT_S} seconds.`);
  return safe;
}
