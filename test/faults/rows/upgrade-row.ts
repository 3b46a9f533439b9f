import { checkOut, LAST_MAIN } from '../../upgrade/last-main.ts';
import { upgrade } from '../../upgrade/upgrade.ts';
import type { FaultRow } from '../fault-row.ts';

/** Number of orders in one run; `npm run test:upgrade` sets it. */
const ORDERS = Number(process.env.UPGRADE_ORDERS || 1);

export const upgraded: FaultRow = {
  row: '32',
  name: 'an upgrade service by service under load, with data, a full queue and a full spool, loses and repeats nothing',
  timeoutMs: ORDERS * 300_000,
  async run({ broker, mongo, random }) {
    using old = checkOut(LAST_MAIN);
    const { amqpUrl, managementUrl } = broker;
    const servers = { amqpUrl, managementUrl, mongoUrl: mongo.url };
    const seen: string[] = [];
    while (seen.length < ORDERS) seen.push(await upgrade({ servers, random, oldRoot: old.root }));
    return { seen: seen.join(' / ') };
  },
};
