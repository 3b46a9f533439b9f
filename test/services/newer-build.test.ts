import { LOG_EXCHANGE, LOG_QUEUE } from '@logwarren/broker';
import { FORMAT } from '@logwarren/store';
import { expect, test } from 'vitest';
import { openTestSystem } from '../harness/apps/system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** An old collector beside newer ones. */

test('a collector that meets the format of a newer build ends, says why, and gives back what it has', async () => {
  await using resources = new AsyncDisposableStack();
  const system = resources.use(await openTestSystem());
  const store = resources.use(await openTestStore());
  const stream = { service: 'shop', severity: 'INFO' as const, severityNumber: 9 };
  await storeRecords(store, [
    { timestamp: Date.now(), observedAt: Date.now(), ...stream, message: 'x', attributes: {} },
  ]);
  await store.db.collection('partitions').updateMany({}, { $set: { v: FORMAT + 1 } });
  const collector = await system.start('collector', [], { MONGO_URL: mongoUrlOf(store) }).waitReady();
  await system.vhost.publish(LOG_EXCHANGE, 'INFO.shop', 'one more');
  expect(await collector.exited).toMatchObject({ code: 1 });
  expect(collector.logs).toContainEqual(expect.objectContaining({ code: 'format-unknown' }));
  expect(await system.vhost.takeAtLeast(LOG_QUEUE, 1)).toHaveLength(1);
});
