interface Killable {
  readonly name: string;
  kill(signal: NodeJS.Signals): void;
}

/** Processes by pid that the harness has started and that have not ended; `check-leaks.ts` looks here. */
export const runningApps: Map<number, Killable> = new Map();
