import { describeRows } from './fault-row.ts';
import { poisonedPartition } from './rows/placement-rows.ts';

describeRows('a partition poisoned', [poisonedPartition]);
