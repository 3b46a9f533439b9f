import { type Command, Option } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { ASK_COMMAND, completionScript, type Shell, suggestionLines } from './completion-script.ts';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** Adds `logwarren completion`: a script that teaches a shell the commands, options, services, fields and values. */
export function addCompletion(program: Command, cli: Cli): void {
  const command = program.command('completion').description('print a script that completes commands in a shell');
  command
    .addArgument(command.createArgument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      cli.write(completionScript(shell));
    });
  program
    .command(ASK_COMMAND, { hidden: true })
    .argument('<shell>')
    .argument('<line>', 'the line up to the cursor')
    .addOption(new Option('--breaks <characters>', 'characters that end a word for the shell').default(''))
    .action(async (shell: Shell, line: string, { breaks }: { breaks: string }) => {
      const { suggest } = await import('./suggest.ts');
      const suggestions = await suggest(program, cli, line);
      cli.write(suggestionLines(shell, line, breaks, suggestions));
    });
}

const EXAMPLES = `
Completes commands and options, and asks the service for the names of services, fields and their values.

Examples:
  source <(logwarren completion bash)                 # in ~/.bashrc
  source <(logwarren completion zsh)                  # in ~/.zshrc, after compinit
  logwarren completion fish | source                  # in ~/.config/fish/config.fish
`;
