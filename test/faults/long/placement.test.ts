import { describeRows } from '../fault-row.ts';
import { backlogOfDays, daysOff, midnight, mongoRefuses } from '../rows/placement-rows.ts';

describeRows('midnight, wrong days, a backlog of days, and MongoDB refusing', [
  midnight,
  daysOff,
  backlogOfDays,
  mongoRefuses,
]);
