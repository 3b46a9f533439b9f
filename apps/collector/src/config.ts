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
      'Messages that may be held unacked, which limits memory. A batch of our sources has up to 500 records and takes up to about 1 MiB. A message of another program has up to 10,000 records and 8 MiB unpacked, and usually takes twice that. If thousands of services log a little each, a larger number helps to keep up.',
    ),
  COLLECTOR_FLUSH_RECORDS: integer(1, 50_000).default(5_000).describe('Most records that are stored together.'),
  COLLECTOR_FLUSH_MS: integer(0, 10_000)
    .default(50)
    .describe(
      'Longest time that a record waits to be stored together with others; shorter when COLLECTOR_PREFETCH messages are held.',
    ),
  ...serviceSettings(9102),
});
