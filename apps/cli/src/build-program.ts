import { versionLine } from '@logwarren/common/tool';
import { Command, CommanderError, Option } from 'commander';
import { usageAdvice } from './advice/usage-advice.ts';
import { COMMAND_GROUPS } from './commands/all-commands.ts';
import { exitCodeText } from './exit/exit-codes.ts';
import type { Cli } from './options/cli.ts';

/** Lines of help that is not read on a terminal are this long. */
const HELP_COLUMNS = 100;

/** Global options of the program. */
export interface ProgramOptions {
  url?: string;
  search?: string;
  json?: boolean;
}

/**
 * The commands and their options. What a command does is loaded when it is run, so that help comes at once.
 *
 * @param cli functions of it are called when a command runs, not before
 */
export function buildProgram(cli: Cli): Command {
  const program = new Command('logwarren')
    .description('Searches the logs of a running Logwarren, follows and exports them, and checks that none is lost.')
    .configureOutput({
      writeOut: cli.write,
      writeErr: cli.writeError,
      outputError: (text, write) => write(usageAdvice(text)),
      getOutHelpWidth: () => cli.columns() ?? HELP_COLUMNS,
      getErrHelpWidth: () => cli.columns() ?? HELP_COLUMNS,
    })
    .configureHelp({ showGlobalOptions: true })
    .option('--url <url>', 'address of the search service; also LOGWARREN_URL (http://127.0.0.1:8080)')
    .addOption(new Option('--search <url>', 'the same, as it was called before').hideHelp())
    .option('--json', 'print JSON, one object a line')
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
  logwarren tail --service checkout         what a service says now
  logwarren stats --since 24h               what there is, by severity and service
  logwarren search --help                   everything about a command
`;
