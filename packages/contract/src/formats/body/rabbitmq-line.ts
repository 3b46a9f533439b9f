import { createRecord } from '../../record/index.ts';
import { parseTimestamp } from '../../times/index.ts';
import type { LineFormat } from '../format/line-format.ts';

/** RabbitMQ has written the zone since 3.9; before, the time is the server's own, read here as UTC. */
const RABBITMQ_LINE =
  /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{3,9}(?:Z|[+-]\d\d:\d\d)?) \[([a-z]{1,16})\] (<\d+\.\d+\.\d+>)(?: (.*))?$/s;

/**
 * Reads RabbitMQ's own log: `2024-05-14 10:00:00.123456+00:00 [info] <0.123.0> text`, service `rabbitmq`.
 *
 * RabbitMQ repeats the whole prefix on each line of a message of several lines; each of them is a record here.
 */
export const rabbitmqFormat: LineFormat = (line, context) => {
  const match = RABBITMQ_LINE.exec(line);
  if (match === null) return undefined;
  const [, time, severity, pid = '', message = ''] = match;
  const timestamp = parseTimestamp(time);
  if (timestamp === undefined) return undefined;
  const attributes = { 'erlang.pid': pid };
  return createRecord({ timestamp, service: 'rabbitmq', severity, message, attributes }, context);
};
