import { describe, expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { testServers } from '../harness/test-servers.ts';
import { checkOut, hasCommit, LAST_MAIN } from './last-main.ts';
import { upgrade } from './upgrade.ts';

/**
 * From the last commit without format versions to this one, under load. `npm test` runs one order; UPGRADE_SEED repeats
 * one, and `npm run test:upgrade` runs many.
 */

const SEED = Number(process.env.UPGRADE_SEED || Date.now() % 1_000_000);
const ORDERS = Number(process.env.UPGRADE_ORDERS || 1);
const isThere = hasCommit(LAST_MAIN);
if (!isThere)
  console.warn(`SKIPPED: commit ${LAST_MAIN.slice(0, 7)} is not in this clone; git fetch --unshallow has it.`);

describe.skipIf(!isThere)(`an upgrade from ${LAST_MAIN.slice(0, 7)}`, () => {
  for (let order = 0; order < ORDERS; order++) {
    const seed = SEED + order;
    test(`service by service under load loses and repeats nothing (seed ${seed})`, async () => {
      using old = checkOut(LAST_MAIN);
      const seen = await upgrade({ servers: testServers(), random: createRandom(seed), oldRoot: old.root });
      console.log(`seed ${seed}: ${seen}`);
      expect(seen).not.toBe('');
    });
  }
});
