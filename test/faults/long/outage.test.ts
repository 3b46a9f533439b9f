import { describeRows } from '../fault-row.ts';
import { mongodAway, rabbitmqAway } from '../rows/outage-rows.ts';

describeRows('servers away for long', [mongodAway, rabbitmqAway]);
