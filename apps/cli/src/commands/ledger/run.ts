import { setTimeout as delay } from 'node:timers/promises';
import { queryOf } from '../../api/api-client.ts';
import { EXIT_UNAVAILABLE } from '../../exit/exit-codes.ts';
import type { Cli } from '../../options/cli.ts';
import { jsonLine } from '../../text/terminal-text.ts';
import { type Ledger, ledgerText } from './ledger-text.ts';

/** Options of `logwarren ledger`. */
export interface LedgerOptions {
  from?: string;
  to?: string;
  source?: string;
  service?: string;
  runs?: boolean;
}

/** How often the service is asked at most. */
const MAX_REQUESTS = 20;
const PAUSE_MS = 250;

/** Runs `logwarren ledger`. */
export async function runLedger(cli: Cli, { runs = false, from, to, source, service }: LedgerOptions): Promise<void> {
  const path = `/ledger${queryOf({ from, to, source, service })}`;
  const ledger = await settled(() => cli.api().get<Ledger>(path, 'rows', 'total'));
  if (ledger.balanced === null) cli.fail(EXIT_UNAVAILABLE);
  if (ledger.balanced === false) cli.fail();
  cli.write(cli.isJson ? jsonLine(ledger) : ledgerText(ledger, runs));
}

/**
 * Asks again while records are on their way, because under steady traffic some nearly always are.
 *
 * @returns the first ledger with nothing on its way, or else the last one
 */
async function settled(ask: () => Promise<Ledger>): Promise<Ledger> {
  let ledger = await ask();
  for (let asked = 1; asked < MAX_REQUESTS && areOnTheirWay(ledger); asked++) {
    await delay(PAUSE_MS);
    ledger = await ask();
  }
  return ledger;
}

function areOnTheirWay({ balanced, queues }: Ledger): boolean {
  return balanced === null && queues !== null && queues.ready + (queues.held ?? 0) > 0;
}
