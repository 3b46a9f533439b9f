import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run test:busy -- ledger`: runs the tests whose file name matches, again and again on a busy machine, until some
 * fail or all rounds are over. It finds failures that depend on chance: a state that is read only once, or a limit
 * close to the time that the work takes.
 */

const ROUNDS = 5;
/** With two burners per core, the tests and their servers have about a third of the machine. */
const BURNERS = 2 * availableParallelism();
/** Ends with its parent, however the parent ends. */
const BURN = `let isOver = false;
process.once('disconnect', () => (isOver = true));
(function burn() {
  for (const end = Date.now() + 50; Date.now() < end; );
  if (!isOver) setImmediate(burn);
})();`;

const args = process.argv.slice(2);
if (args.length === 0) {
  console.error('Name the tests: npm run test:busy -- ledger');
  process.exitCode = 64;
} else {
  const burners = Array.from({ length: BURNERS }, startBurner);
  try {
    process.exitCode = await runRounds();
  } finally {
    for (const burner of burners) burner.disconnect();
  }
}

function startBurner(): ChildProcess {
  return spawn(process.execPath, ['-e', BURN], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The exit code of the first round that fails, otherwise 0. */
async function runRounds(): Promise<number> {
  for (let round = 1; round <= ROUNDS; round++) {
    console.log(`Round ${round} of ${ROUNDS}, beside ${BURNERS} busy processes`);
    const test = spawn(process.execPath, [join(import.meta.dirname, 'test.ts'), ...args], { stdio: 'inherit' });
    const [code] = await once(test, 'close');
    if (code !== 0) return (code as number | null) ?? 1;
  }
  return 0;
}
