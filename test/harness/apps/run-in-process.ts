import type { ToolContext } from '@logwarren/common/tool';
import { runProgram } from '../../../apps/cli/src/run-program.ts';
import type { CommandResult } from './run-command.ts';

/**
 * Runs the `logwarren` command in this process, for tests that run it hundreds of times; an error that it throws is a
 * bug.
 */
export async function runInProcess(args: readonly string[], env: Record<string, string>): Promise<CommandResult> {
  const out: string[] = [];
  const errors: string[] = [];
  const context: ToolContext = {
    ...{ args, env, signal: new AbortController().signal },
    write: (text) => void out.push(String(text)),
    writeError: (text) => void errors.push(text),
    drained: async () => {},
    ...{ isOutputClosed: () => false, isTerminal: false, isErrorTerminal: false, columns: () => undefined },
  };
  const code = await runProgram(context);
  return { code, out: out.join(''), errors: errors.join('') };
}
