import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Screen, type ScreenOptions, screenFor } from '../text/screen.ts';
import type { Cli } from './cli.ts';

/** Adds the options that say how the output looks. */
export function addScreenOptions(command: Command): Command {
  return command
    .optionsGroup('How it is printed:')
    .option('--text', 'print text even into a pipe or file, where JSON is the default')
    .addOption(
      new Option('--color <when>', 'when to use colours ("always" implies --text); NO_COLOR is respected')
        .choices(['auto', 'always', 'never'])
        .default('auto', 'on a terminal'),
    )
    .option('--width <columns>', 'wrap lines at this width; 0: do not wrap', width)
    .option('--utc', 'use UTC instead of the zone of this machine, also for --from and --to');
}

/** Decides how to print, by the options of a command and of the program. */
export function screenOf(cli: Cli, options: ScreenOptions): Screen {
  return screenFor({ ...options, json: cli.isJson }, cli);
}

function width(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It has to be a number of columns.');
  return Number(text);
}
