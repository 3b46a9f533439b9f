import { describeRows } from '../fault-row.ts';
import { hurriedReader } from '../rows/paging-rows.ts';

describeRows('a reader in a hurry', [hurriedReader]);
