import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/harness/slowest-first.ts';

/** `expect.poll` waits a second without this, which a busy machine can take for anything; it ends with the state it waits for. */
const PATIENT = { poll: { timeout: 60_000 } };

/**
 * Five projects: `unit`, beside the files they test, without network; `system`, real servers and processes, one worker
 * for each core of a small machine; `faults`, the whole fault matrix one file after the other, of which `system` has the
 * quick half; `linear`, every reader of text over hostile texts of any length, of which `system` has the short ones;
 * `soak`, half an hour of random faults.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          env: { TZ: 'UTC' },
          // Unit tests share nothing that they change, and most of their time would go into loading modules again.
          pool: 'forks',
          isolate: false,
          // One for each core of a small machine; more load each module once more.
          maxWorkers: 2,
          // For what hangs, not for what is slow: how long work takes depends on what else the machine does.
          testTimeout: 120_000,
          expect: PATIENT,
          include: ['{apps,packages}/*/src/**/*.test.ts', 'stack/src/**/*.test.ts', 'test/harness/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'system',
          // What a source reads without a zone is of the zone of the machine.
          env: { TZ: 'UTC' },
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/harness/**', 'test/faults/long/**', 'test/soak/**'],
          setupFiles: ['test/harness/check-leaks.ts'],
          maxWorkers: 2,
          // For what hangs, as above: longer than the waits within, which say what did not come. A hook that starts two
          // services waits up to 90 s for each on a busy machine.
          testTimeout: 300_000,
          expect: PATIENT,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['test/harness/check-leaks.ts'],
          // Measures times to recover, so nothing runs beside it.
          fileParallelism: false,
          testTimeout: 300_000,
          expect: PATIENT,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'linear',
          env: { TZ: 'UTC', LINEAR_TIME: 'whole' },
          include: ['test/linear/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          setupFiles: ['test/harness/check-leaks.ts'],
        },
      },
    ],
  },
});
