import { describeRows } from '../fault-row.ts';
import { credentials, startOrder } from '../rows/life-rows.ts';

describeRows('credentials, and the order of starting', [credentials, startOrder]);
