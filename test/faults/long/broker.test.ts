import { describeRows } from '../fault-row.ts';
import { brokerKilledOften, brokerRestarted, diskAlarm, queueDeleted } from '../rows/broker-rows.ts';

describeRows('the broker killed often, restarted, without its queue and disk', [
  brokerKilledOften,
  brokerRestarted,
  queueDeleted,
  diskAlarm,
]);
