import { setTimeout as sleep } from 'node:timers/promises';
import { startApp } from '../../test/harness/apps/start-app.ts';

/** Records in one request. */
const RECORDS = 500;

interface SteadyLoad {
  /**
   * Stops sending, waits until the services have ended, and returns the number of accepted records (those answered with
   * success).
   */
  stop(): Promise<{ accepted: number; refused: number; recordsPerSecond: number }>;
}

/**
 * Sends records over HTTP at a steady rate, through its own source and collector, while something else is measured.
 *
 * The next requests make up for a late one, so the rate holds while the source keeps up.
 */
export async function startSteadyLoad(env: Record<string, string>, recordsPerSecond: number): Promise<SteadyLoad> {
  const collector = startApp('collector', env);
  const source = startApp('source', env);
  await collector.waitReady();
  await source.waitReady();
  await source.waitListening();
  const startedAt = performance.now();
  let stopping = false;
  let accepted = 0;
  let refused = 0;
  const send = async (batch: number) => {
    const now = Date.now();
    const lines = Array.from({ length: RECORDS }, (_, i) =>
      JSON.stringify({
        time: now,
        level: 'info',
        service: 'steady',
        msg: `request ${batch * RECORDS + i} served`,
        status: 200,
      }),
    );
    const body = lines.join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const response = await fetch(`${source.url}/logs`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.ok) accepted += RECORDS;
    else refused += RECORDS;
  };
  const sending = (async () => {
    const under: Promise<void>[] = [];
    for (let batch = 0; !stopping; batch++) {
      const dueMs = (batch * RECORDS * 1000) / recordsPerSecond;
      await sleep(Math.max(0, startedAt + dueMs - performance.now()));
      under.push(send(batch));
    }
    await Promise.all(under);
  })();
  return {
    async stop() {
      stopping = true;
      await sending;
      const seconds = (performance.now() - startedAt) / 1000;
      await source[Symbol.asyncDispose]();
      await collector[Symbol.asyncDispose]();
      return { accepted, refused, recordsPerSecond: Math.round(accepted / seconds) };
    },
  };
}
