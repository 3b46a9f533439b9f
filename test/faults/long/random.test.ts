import { test } from 'vitest';
import { hasCommit, LAST_MAIN } from '../../upgrade/last-main.ts';
import { describeRows } from '../fault-row.ts';
import { killLoop } from '../rows/kill-loop.ts';
import { upgraded } from '../rows/upgrade-row.ts';

/** Random orders: kills of everything, and upgrades service by service. */

describeRows('killing at random', [killLoop]);

if (hasCommit(LAST_MAIN)) describeRows('upgrades', [upgraded]);
else test.skip(`upgrades: SKIPPED, ${LAST_MAIN} is not in this clone (git fetch --unshallow has it)`, () => {});
