import { describeRows } from '../fault-row.ts';
import { badRequests, slowClients } from '../rows/api-rows.ts';
import { clockSet } from '../rows/clock-rows.ts';
import { brokerDiskFull, diskFull } from '../rows/disk-rows.ts';
import { oversized } from '../rows/message-rows.ts';
import { monitorKilled, monitorSlow } from '../rows/monitor-rows.ts';
import { hurriedReader } from '../rows/paging-rows.ts';
import { backlogOfDays, daysOff, midnight, mongoRefuses } from '../rows/placement-rows.ts';
import { clockSkew, retentionDuringIngest } from '../rows/retention-rows.ts';

/** Disks, clocks, clients, days and readers. */

describeRows('full disks, monitors, clocks, retention and clients', [
  diskFull,
  brokerDiskFull,
  oversized,
  monitorSlow,
  monitorKilled,
  clockSkew,
  clockSet,
  retentionDuringIngest,
  slowClients,
  badRequests,
]);

describeRows('midnight, wrong days, a backlog of days, and MongoDB refusing', [
  midnight,
  daysOff,
  backlogOfDays,
  mongoRefuses,
]);

describeRows('a reader in a hurry', [hurriedReader]);
