import { execFile } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts');
const LIMIT_MS = 120_000;

/** How a run of the `logwarren` command ended. */
export interface CommandResult {
  code: number;
  out: string;
  errors: string;
}

/** Runs the `logwarren` command to its end. */
export function runCommand(args: string[], env: Record<string, string> = {}): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const options = { env: { ...process.env, ...env }, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
  const child = execFile(process.execPath, [MAIN, ...args], options, (_error, out, errors) => {
    resolve({ code: child.exitCode ?? -1, out, errors });
  });
  return promise;
}
