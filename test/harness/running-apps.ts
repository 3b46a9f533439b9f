/** Processes that the harness has started and that have not ended; `check-leaks.ts` looks here after each test file. */
export const runningApps: Map<number, { name: string; kill: (signal: NodeJS.Signals) => void }> = new Map();
