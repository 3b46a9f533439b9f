import type { Command } from 'commander';
import { addRangeAliases } from '../../options/filter-options.ts';

/** Options that choose dead letters by what they have in common. */
export interface LetterFilter {
  reason?: string;
  service?: string;
  from?: string;
  to?: string;
}

/** Adds the options that choose dead letters by what they have in common. */
export function addLetterFilter(command: Command): Command {
  return addRangeAliases(command)
    .option('--reason <codes>', 'only these reasons, separated by commas')
    .option('--service <names>', 'only these services')
    .option('--from <time>', 'last failed at or after this time: 2026-11-21T10:00:00Z, 15m, 7d')
    .option('--to <time>', 'last failed before this time');
}
