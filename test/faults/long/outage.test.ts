import { describeRows } from '../fault-row.ts';
import { mergeBacklog, sourceFlooded } from '../rows/flood-rows.ts';
import { mongodAway, rabbitmqAway } from '../rows/outage-rows.ts';

describeRows('servers away for long', [sourceFlooded, mergeBacklog, mongodAway, rabbitmqAway]);
