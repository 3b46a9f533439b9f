import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addDlqDiscard } from './discard/command.ts';
import { addDlqList } from './list/command.ts';
import { addDlqReplay } from './replay/command.ts';
import { addDlqShow } from './show/command.ts';

/** Adds `logwarren dlq` with its commands, each of which has a folder. */
export function addDlq(program: Command, cli: Cli): void {
  const dlq = program.command('dlq').description('dead letters: what could not be stored');
  for (const add of [addDlqList, addDlqShow, addDlqReplay, addDlqDiscard]) add(dlq, cli);
}
