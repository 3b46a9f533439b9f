import { type Command, Option } from 'commander';

/** Options that choose the records around one. */
export interface AroundOptions {
  /** How many, each up to `MAX_AROUND`. */
  before: number;
  after: number;
  /** Which ones: those of its service, or those of its trace. */
  of: 'service' | 'trace';
}

/** How many records before or after one the service sends at most. */
export const MAX_AROUND = 1_000;

/** Adds the option that says which records are around one. */
export function addOfOption(command: Command): Command {
  return command.addOption(
    new Option('--of <what>', 'take them from the same service, or from the same trace')
      .choices(['service', 'trace'])
      .default('service'),
  );
}
