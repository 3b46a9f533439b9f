import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit`, beside the files they test, without network; `system`, real servers and processes, one worker for
 * each core of a small machine.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Unit tests share nothing that they change, and most of their time would go into loading modules again.
          pool: 'threads',
          isolate: false,
          include: ['{apps,packages}/*/src/**/*.test.ts', 'stack/src/**/*.test.ts', 'test/harness/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/harness/**'],
          setupFiles: ['test/harness/check-leaks.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
