import { versionLine } from '@logwarren/common/tool';
import { Command, CommanderError, Option } from 'commander';
import { usageAdvice } from './advice/usage-advice.ts';
import { COMMAND_GROUPS } from './commands/all-commands.ts';
import { exitCodeText } from './exit/exit-codes.ts';
import type { Cli } from './options/cli.ts';

/** Width of the help where it does not go to a terminal. */
const HELP_COLUMNS = 100;

/** Global options of the program. */
export interface ProgramOptions {
  url?: string;
  search?: string;
  json?: boolean;
}

/**
 * Builds the commands and their options. The work of a command is loaded when it runs, so that help appears at once.
 *
 * @param cli used only when a command runs or help is printed
 */
export function buildProgram(cli: Cli): Command {
  const program = new Command('logwarren')
    .description('Search, follow and export the logs of a running Logwarren, and check that none is lost.')
    .configureOutput({
      writeOut: cli.write,
      writeErr: cli.writeError,
      outputError: (text, write) => write(usageAdvice(text)),
      getOutHelpWidth: () => cli.columns() ?? HELP_COLUMNS,
      getErrHelpWidth: () => cli.columns() ?? HELP_COLUMNS,
    })
    .configureHelp({ showGlobalOptions: true })
    .option('--url <url>', 'address of the search service; also LOGWARREN_URL (http://127.0.0.1:8080)')
    .addOption(new Option('--search <url>', 'former name of --url').hideHelp())
    .option('--json', 'print JSON, one object per line')
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      cli.write(`${versionLine('logwarren')}\n`);
      throw new CommanderError(0, 'logwarren.version', 'the version was printed');
    })
    .helpOption('-h, --help', 'explain a command, with examples')
    .addHelpCommand(new Command('help').argument('[command]').description('explain a command').helpGroup('More:'))
    .exitOverride();
  for (const { heading, commands } of COMMAND_GROUPS) {
    program.commandsGroup(heading);
    for (const addCommand of commands) addCommand(program, cli);
  }
  return program.addHelpText('after', `\n${START}\n${exitCodeText()}`);
}

const START = `First steps:
  logwarren search timeout                  the newest records with a word
  logwarren search 'level:error' --since 1h errors of the last hour
  logwarren tail --service checkout         the records of a service as they arrive
  logwarren stats --since 24h               how many records there are, by severity and service
  logwarren search --help                   everything about a command
`;
