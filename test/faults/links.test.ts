import { describeRows } from './fault-row.ts';
import { linksCut } from './rows/link-rows.ts';

describeRows('links cut', [linksCut]);
