import { describeRows } from './fault-row.ts';
import { oversized, poison, publishedTwice } from './rows/message-rows.ts';

describeRows('messages poisonous, too large and published again', [poison, oversized, publishedTwice]);
