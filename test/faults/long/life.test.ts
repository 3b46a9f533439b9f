import { describeRows } from '../fault-row.ts';
import { certificateExpired, credentials, startOrder } from '../rows/life-rows.ts';

describeRows('credentials, certificates, and the order of starting', [credentials, certificateExpired, startOrder]);
