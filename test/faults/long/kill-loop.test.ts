import { describeRows } from '../fault-row.ts';
import { killLoop } from '../rows/kill-loop.ts';

describeRows('killing at random', [killLoop]);
