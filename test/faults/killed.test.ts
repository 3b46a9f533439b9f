import { describeRows } from './fault-row.ts';
import { collectorStopped, collectorsKilled } from './rows/collector-rows.ts';
import { mongodKilled } from './rows/mongo-rows.ts';
import { sourceKilled } from './rows/source-rows.ts';

describeRows('processes and MongoDB killed', [collectorsKilled, collectorStopped, sourceKilled, mongodKilled]);
