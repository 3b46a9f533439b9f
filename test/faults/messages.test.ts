import { describeRows } from './fault-row.ts';
import { linksCut } from './rows/link-rows.ts';
import { poison, publishedTwice } from './rows/message-rows.ts';
import { poisonedPartition } from './rows/placement-rows.ts';

/** The quick rows about what is on its way, on servers that nobody kills. */

describeRows('links cut, messages poisonous and published again, and a partition poisoned', [
  linksCut,
  poison,
  publishedTwice,
  poisonedPartition,
]);
