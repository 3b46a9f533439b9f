import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Screen, type ScreenOptions, screenFor } from '../text/screen.ts';
import type { Cli } from './cli.ts';

/** Adds the options that say how the output looks. */
export function addScreenOptions(command: Command): Command {
  return command
    .optionsGroup('How it is printed:')
    .option('--text', 'text, also into a pipe or file, where JSON is printed otherwise')
    .addOption(
      new Option('--color <when>', 'colours; always means --text as well; NO_COLOR is heeded')
        .choices(['auto', 'always', 'never'])
        .default('auto', 'on a terminal'),
    )
    .option('--width <columns>', 'wrap lines at this width; 0: do not wrap', width)
    .option('--utc', 'times in UTC instead of the zone of this machine, also those of --from and --to');
}

/** How to print, by the options of a command and of the program. */
export function screenOf(cli: Cli, options: ScreenOptions): Screen {
  return screenFor({ ...options, json: cli.isJson }, cli);
}

function width(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It has to be a number of columns.');
  return Number(text);
}
