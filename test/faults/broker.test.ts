import { describeRows } from './fault-row.ts';
import { brokerKilled, queueFull, unroutable } from './rows/broker-rows.ts';

describeRows('the broker killed, full and misbound', [brokerKilled, unroutable, queueFull]);
