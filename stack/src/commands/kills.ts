import { runFaults } from './run-faults.ts';

/**
 * `npm run test:kills`: every process and both servers killed with -9 every few seconds while 500 records/s and more flow,
 * for FAULTS_KILL_MINUTES (10); then nothing may be lost or there twice, and the ledger balances. The same row is part of
 * `npm run test:faults`, for a minute.
 */

await runFaults(['long/kill-loop'], { FAULTS_KILL_MINUTES: process.env.FAULTS_KILL_MINUTES || '10' });
