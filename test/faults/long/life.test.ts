import { describeRows } from '../fault-row.ts';
import { credentials, killLoop, startOrder } from '../rows/life-rows.ts';

describeRows('credentials, the order of starting, and killing at random', [credentials, startOrder, killLoop]);
