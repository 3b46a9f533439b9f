import { describeRows } from '../fault-row.ts';
import { sameMessagesKilled, secondSignal } from '../rows/collector-rows.ts';
import { certificateExpired, credentials, startOrder } from '../rows/life-rows.ts';
import { acksLost, linksSilent, linksSlow, reconnectsBounded, stopWhileSilent } from '../rows/link-rows.ts';
import { fileSourceKilled } from '../rows/source-rows.ts';

/** Links between processes and servers, and how processes end and begin. */

describeRows('links silent, half-open, slow and broken again and again', [
  acksLost,
  linksSilent,
  stopWhileSilent,
  linksSlow,
  reconnectsBounded,
]);

describeRows('processes killed in other ways', [sameMessagesKilled, secondSignal, fileSourceKilled]);

describeRows('credentials, certificates, and the order of starting', [credentials, certificateExpired, startOrder]);
