import { AMQP_URL, integer, MONGO_URL, type ServiceAbout, serviceSettings } from '@logwarren/common';
import { z } from 'zod';

/** Text and arguments of the collector for `--help`. */
export const about: ServiceAbout = {
  name: 'collector',
  summary: 'takes batches of log records from LogQueue in RabbitMQ, stores them in MongoDB, and acks what is stored.',
};

/** Configuration of the collector. */
export const configSchema = z.object({
  AMQP_URL,
  MONGO_URL,
  COLLECTOR_PREFETCH: integer(1, 2000)
    .default(32)
    .describe(
      'Messages that may be held unacked, which bounds the memory. A batch of our sources has up to 500 records and takes up to about 1 MiB; a message of another program up to 10,000, 8 MiB unpacked, and mostly twice that. Where thousands of services log little each, a larger number keeps up with more messages.',
    ),
  COLLECTOR_FLUSH_RECORDS: integer(1, 50_000).default(5_000).describe('Records that are stored together at most.'),
  COLLECTOR_FLUSH_MS: integer(0, 10_000)
    .default(50)
    .describe(
      'Longest time that a record waits for others to be stored with it; less when COLLECTOR_PREFETCH messages are held.',
    ),
  ...serviceSettings(9102),
});
