import { describeRows } from '../fault-row.ts';
import { brokerKilledOften, brokerRestarted, diskAlarm, memoryAlarm, queueDeleted } from '../rows/broker-rows.ts';
import { mergeBacklog, sourceFlooded } from '../rows/flood-rows.ts';
import {
  insertsFail,
  mongodFrozenLong,
  mongodFrozenShortly,
  outageBeyondConsumerTimeout,
  primaryStepsDown,
} from '../rows/mongo-rows.ts';
import { mongodAway, rabbitmqAway } from '../rows/outage-rows.ts';

/** RabbitMQ and MongoDB: killed often, failing, frozen, full, and away for long. */

describeRows('the broker killed often, restarted, without its queue, memory and disk', [
  brokerKilledOften,
  brokerRestarted,
  queueDeleted,
  memoryAlarm,
  diskAlarm,
]);

describeRows('MongoDB failing, frozen and stepping down', [
  insertsFail,
  mongodFrozenShortly,
  mongodFrozenLong,
  outageBeyondConsumerTimeout,
  primaryStepsDown,
]);

describeRows('servers away for long', [sourceFlooded, mergeBacklog, mongodAway, rabbitmqAway]);
