import { runFaults } from './run-faults.ts';

/**
 * `npm run test:upgrade`: upgrades from the last commit without format versions to this one under load, service by service
 * in UPGRADE_ORDERS (20) orders. FAULTS_SEED repeats those of an earlier run; one order is part of `npm test`.
 */

await runFaults(['long/upgrade'], { UPGRADE_ORDERS: process.env.UPGRADE_ORDERS || '20' });
