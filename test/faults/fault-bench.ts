import type { Account } from './account.ts';
import type { FaultBroker, FaultMongo } from './servers/fault-servers.ts';

/** Everything that a row of the fault matrix works with. */
export interface FaultBench {
  broker: FaultBroker;
  mongo: FaultMongo;
  /** Seeded; see FAULTS_SEED. */
  random: () => number;
  /** Name of the deliberate fault in the product, for a run in which the row must fail. */
  mutant?: string;
}

/** How a row wants its run. */
export interface RunOptions {
  recordsPerSecond?: number;
  lanes?: number;
  recordsPerRequest?: number;
  errorEvery?: number;
  /** Number of collectors at the start; 2 by default. */
  collectors?: number;
  collectorEnv?: Record<string, string>;
  sourceEnv?: Record<string, string>;
  /** Prefixes of the services whose records the row accounts for itself. */
  ownServices?: string[];
  /** Starts neither source nor collectors: the row does so when it knows their environment. */
  startsNothing?: boolean;
}

/** The account with the other columns of the table. */
export interface FaultReport extends Account {
  redelivered: number;
  /** From the end of the fault until a later record could be found; undefined without a measurement. */
  recoveryMs: number | undefined;
  /** From the end of the load until nothing waited any more. */
  drainMs: number;
  /** Largest resident memory of any source and any collector, MiB. */
  peakRssMiB: { source: number; collector: number };
}
