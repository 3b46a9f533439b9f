import { versionLine } from '@logwarren/common/tool';
import { Command, CommanderError, Option } from 'commander';
import type { Cli } from './cli.ts';
import { addCanary } from './commands/canary.ts';
import { addCompletion } from './commands/completion.ts';
import { addContext } from './commands/context.ts';
import { addDlqDiscard } from './commands/dlq-discard.ts';
import { addDlqList } from './commands/dlq-list.ts';
import { addDlqReplay } from './commands/dlq-replay.ts';
import { addDlqShow } from './commands/dlq-show.ts';
import { addExport } from './commands/export.ts';
import { addFields } from './commands/fields.ts';
import { addLedger } from './commands/ledger.ts';
import { addParse } from './commands/parse.ts';
import { addPatterns } from './commands/patterns.ts';
import { addSearch } from './commands/search.ts';
import { addStats } from './commands/stats.ts';
import { addTail } from './commands/tail.ts';
import { exitCodeText } from './exit-codes.ts';
import { usageAdvice } from './usage-advice.ts';

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
  program.commandsGroup('Looking for logs:');
  for (const add of [addSearch, addTail, addContext, addStats, addPatterns, addFields, addExport]) add(program, cli);
  program.commandsGroup('Checking that none is lost:');
  addLedger(program, cli);
  const dlq = program.command('dlq').description('dead letters: what could not be stored');
  for (const add of [addDlqList, addDlqShow, addDlqReplay, addDlqDiscard]) add(dlq, cli);
  addCanary(program, cli);
  program.commandsGroup('Before logs are sent:');
  addParse(program, cli);
  program.commandsGroup('More:');
  addCompletion(program, cli);
  return program.addHelpText('after', `\n${START}\n${exitCodeText()}`);
}

const START = `First steps:
  logwarren search timeout                  the newest records with a word
  logwarren search 'level:error' --since 1h errors of the last hour
  logwarren tail --service checkout         what a service says now
  logwarren stats --since 24h               what there is, by severity and service
  logwarren search --help                   everything about a command
`;
