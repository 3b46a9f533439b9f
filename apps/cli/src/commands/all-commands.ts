import type { Command } from 'commander';
import type { Cli } from '../options/cli.ts';
import { addCanary } from './canary/command.ts';
import { addCompletion } from './completion/command.ts';
import { addContext } from './context/command.ts';
import { addDlq } from './dlq/command.ts';
import { addExport } from './export/command.ts';
import { addFields } from './fields/command.ts';
import { addLedger } from './ledger/command.ts';
import { addParse } from './parse/command.ts';
import { addPatterns } from './patterns/command.ts';
import { addSearch } from './search/command.ts';
import { addStats } from './stats/command.ts';
import { addTail } from './tail/command.ts';

/**
 * All commands. To add one, make a folder beside this file and name it here:
 *
 *     <name>/command.ts   its arguments, options and help; loaded at every start, so it imports nothing heavy
 *     <name>/run.ts       its work and the type of its options; loaded when the command runs
 */

/** A heading of `logwarren --help` and the commands below it. */
interface CommandGroup {
  heading: string;
  /** Each adds one command, in the order in which the help lists them. */
  commands: readonly ((program: Command, cli: Cli) => void)[];
}

/** All commands, in the order in which the help lists them. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    heading: 'Looking for logs:',
    commands: [addSearch, addTail, addContext, addStats, addPatterns, addFields, addExport],
  },
  { heading: 'Checking that none is lost:', commands: [addLedger, addDlq, addCanary] },
  { heading: 'Before logs are sent:', commands: [addParse] },
  { heading: 'More:', commands: [addCompletion] },
];
