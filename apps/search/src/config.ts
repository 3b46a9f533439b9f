import {
  AMQP_URL,
  hostNames,
  integer,
  listenHost,
  MONGO_URL,
  port,
  type ServiceAbout,
  serviceSettings,
} from '@logwarren/common';
import { z } from 'zod';

/** Text and arguments of the search service for `--help`. */
export const about: ServiceAbout = {
  name: 'search',
  summary: 'answers the HTTP API that finds log records in MongoDB, and serves the page.',
};

/** Variables of the search service. */
export const configSchema = z.object({
  ...serviceSettings(9104),
  MONGO_URL,
  /** For the live tail and the ledger: searching works without it. */
  AMQP_URL,
  SEARCH_HOST: listenHost().describe(
    'Address on which the search API listens. It has no login yet, so expose it only to people who may read all records.',
  ),
  SEARCH_ALLOWED_HOSTS: hostNames('the search API'),
  SEARCH_PORT: port()
    .default(8080)
    .describe(
      'Port of the search API; 0 lets the system choose. If the default is taken, the next free port of 8090, 8100 and so on is used.',
    ),
  SEARCH_BUDGET_MS: integer(50, 60_000)
    .default(5_000)
    .describe(
      'Time after which a query answers with the records found so far, marked as not complete, and a cursor to continue. Counts ' +
        '(stats, histogram, facets, fields, patterns) and the overview may take four times as long, with `exact=true` ' +
        'twelve times.',
    ),
  SEARCH_MAX_CONCURRENT: integer(1, 1_000)
    .default(32)
    .describe('Most queries at once; further ones are answered 429 with `Retry-After`.'),
  SEARCH_LEDGER_MS: integer(1_000, 86_400_000)
    .default(60_000)
    .describe(
      'How often the ledger of today and yesterday is read for `/metrics`; each time it reads the header of every bucket.',
    ),
});
