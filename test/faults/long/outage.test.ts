import { describeRows } from '../fault-row.ts';
import { mongodAway, rabbitmqAway, sourceFlooded } from '../rows/outage-rows.ts';

describeRows('servers away for long', [sourceFlooded, mongodAway, rabbitmqAway]);
