import { runFaults } from './run-faults.ts';

/**
 * `npm run test:kills`: kills every process and both servers with -9 every few seconds, under a load of 500 records/s
 * and more, for FAULTS_KILL_MINUTES (10). Afterwards no record may be lost or stored twice, and the ledger balances.
 * The same row is part of `npm run test:faults`, for a minute.
 */

await runFaults(['long/kill-loop'], { FAULTS_KILL_MINUTES: process.env.FAULTS_KILL_MINUTES || '10' });
