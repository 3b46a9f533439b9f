import { describeRows } from './fault-row.ts';
import { brokerKilled, memoryAlarm, queueFull, unroutable } from './rows/broker-rows.ts';

describeRows('the broker killed, out of memory, full and misbound', [brokerKilled, unroutable, queueFull, memoryAlarm]);
