import { describeRows } from '../fault-row.ts';
import { acksLost, linksSilent, linksSlow, reconnectsBounded, stopWhileSilent } from '../rows/link-rows.ts';

describeRows('links silent, half-open, slow and broken again and again', [
  acksLost,
  linksSilent,
  stopWhileSilent,
  linksSlow,
  reconnectsBounded,
]);
