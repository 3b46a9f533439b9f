import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopLeftovers } from './run-directory.ts';

/**
 * Stops the processes of the stack if the stack is killed without a chance to do it itself.
 *
 * The guardian waits for the end of its standard input, which is a pipe from the stack: the kernel closes it however
 * the stack ends. Until then it is a shell, which needs hardly any memory; then it becomes this script.
 */

const WAIT_THEN_RUN = 'cat >/dev/null; exec "$0" "$@"';

/** Starts the guardian of a run directory. Disposing ends it; dispose it after everything else has stopped. */
export function startGuardian(runDir: string, { removeDir }: { removeDir?: string } = {}): AsyncDisposable {
  const script = join(import.meta.dirname, 'guardian.ts');
  const args = ['-c', WAIT_THEN_RUN, process.execPath, script, runDir, ...(removeDir ? [removeDir] : [])];
  const child = spawn('sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  child.unref();
  return {
    async [Symbol.asyncDispose]() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}

if (import.meta.main) {
  const [runDir, removeDir] = process.argv.slice(2);
  if (runDir !== undefined) await stopLeftovers(runDir);
  if (removeDir !== undefined) rmSync(removeDir, { recursive: true, force: true });
}
