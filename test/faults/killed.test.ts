import { describeRows } from './fault-row.ts';
import { brokerKilled, queueFull, unroutable } from './rows/broker-rows.ts';
import { collectorStopped, collectorsKilled } from './rows/collector-rows.ts';
import { mongodKilled } from './rows/mongo-rows.ts';
import { sourceKilled } from './rows/source-rows.ts';

/** The quick rows about servers and processes; those of `long/` take longer than `npm test` may. */

describeRows('processes and MongoDB killed', [collectorsKilled, collectorStopped, sourceKilled, mongodKilled]);

describeRows('the broker killed, full and misbound', [brokerKilled, unroutable, queueFull]);
