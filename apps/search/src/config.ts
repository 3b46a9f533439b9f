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
  /** For live tail and the ledger: searching goes on without it. */
  AMQP_URL,
  SEARCH_HOST: listenHost().describe(
    'Address that the search API listens on. It asks for no login yet: open it only to those who may read.',
  ),
  SEARCH_ALLOWED_HOSTS: hostNames('the search API'),
  SEARCH_PORT: port()
    .default(8080)
    .describe('Port of the search API; 0 lets the system choose. Where the default is taken, 8090, 8100 and so on.'),
  SEARCH_BUDGET_MS: integer(50, 60_000)
    .default(5_000)
    .describe(
      'Time after which a query answers with what it has found, marked as not complete, and a cursor to go on. Counts ' +
        '(stats, histogram, facets, fields, patterns) and the overview may take four times as long, with `exact=true` ' +
        'twelve times.',
    ),
  SEARCH_MAX_CONCURRENT: integer(1, 1_000)
    .default(32)
    .describe('Most queries at once; further ones are answered 429 with `Retry-After`.'),
  SEARCH_LEDGER_MS: integer(1_000, 86_400_000)
    .default(60_000)
    .describe("How often the ledger of today and yesterday is read for `/metrics`; it reads every bucket's header."),
});
