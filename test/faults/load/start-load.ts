import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningApps } from '../../harness/apps/start-app.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { readLedgers } from './ledger.ts';
import type { LoadOptions } from './load-source.ts';

const SCRIPT = join(import.meta.dirname, 'load-source.ts');

/** A running load source. Disposing kills it. */
export interface Load extends AsyncDisposable {
  /** Path of its ledger. */
  readonly ledger: string;
  /** Records confirmed so far. */
  readonly confirmed: number;
  /** Waits until so many more records are confirmed than at the call. */
  waitConfirmed(more: number, timeoutMs?: number): Promise<void>;
  kill(): Promise<void>;
  /** Lets it finish the requests under way. */
  stop(): Promise<void>;
  /** Its complaints: answers that are neither success nor back-pressure. */
  readonly complaints: string[];
}

/** Starts a load source as a process. */
export function startLoad(options: LoadOptions): Load {
  // Made here, because the process may be killed before it does so.
  writeFileSync(options.ledger, '', { flag: 'a' });
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('cannot start a load source');
  runningApps.set(pid, { name: 'load source', kill: (signal) => child.kill(signal) });
  const exited = once(child, 'exit').finally(() => runningApps.delete(pid));
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const confirmed = () => readLedgers(options.ledger).confirmed.size;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    ...{ ledger: options.ledger, complaints },
    get confirmed() {
      return confirmed();
    },
    async waitConfirmed(more, timeoutMs = 90_000) {
      const wanted = confirmed() + more;
      const detail = () => `confirmed: ${confirmed()} of ${wanted}; ${complaints.slice(-3).join('')}`;
      await waitFor(`${more} more records are confirmed`, () => confirmed() >= wanted, { timeoutMs, detail });
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}
