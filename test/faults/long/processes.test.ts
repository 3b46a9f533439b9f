import { describeRows } from '../fault-row.ts';
import { sameMessagesKilled, secondSignal } from '../rows/collector-rows.ts';
import { fileSourceKilled } from '../rows/source-rows.ts';

describeRows('processes killed in other ways', [sameMessagesKilled, secondSignal, fileSourceKilled]);
