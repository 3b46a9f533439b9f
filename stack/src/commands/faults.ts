import { runFaults } from './run-faults.ts';

/**
 * `npm run test:faults`: runs the whole fault matrix, on servers that it may break, and prints the table of results. A
 * whole run writes the table into docs/reliability.md; with arguments, which go to vitest (`npm run test:faults --
 * broker`), it only prints the table. FAULTS_SEED repeats the random moments of an earlier run, LOGWARREN_SERVERS
 * chooses the servers.
 */

await runFaults(process.argv.slice(2));
