import { describeRows } from '../fault-row.ts';
import { mergeBacklog, mongodAway, rabbitmqAway, sourceFlooded } from '../rows/outage-rows.ts';

describeRows('servers away for long', [sourceFlooded, mergeBacklog, mongodAway, rabbitmqAway]);
