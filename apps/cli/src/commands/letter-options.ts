import type { Command } from 'commander';
import { addRangeAliases } from './filter-options.ts';

/** Adds the options that choose letters by what they have in common. */
export function addLetterFilter(command: Command): Command {
  return addRangeAliases(command)
    .option('--reason <codes>', 'only with these reasons, separated by commas')
    .option('--service <names>', 'only of these services')
    .option('--from <time>', 'last failure at or after: 2026-11-21T10:00:00Z, 15m, 7d')
    .option('--to <time>', 'last failure before');
}
