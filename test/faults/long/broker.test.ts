import { describeRows } from '../fault-row.ts';
import { brokerKilledOften, brokerRestarted, diskAlarm, memoryAlarm, queueDeleted } from '../rows/broker-rows.ts';

describeRows('the broker killed often, restarted, without its queue, memory and disk', [
  brokerKilledOften,
  brokerRestarted,
  queueDeleted,
  memoryAlarm,
  diskAlarm,
]);
