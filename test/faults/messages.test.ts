import { describeRows } from './fault-row.ts';
import { poison, publishedTwice } from './rows/message-rows.ts';

describeRows('messages poisonous and published again', [poison, publishedTwice]);
