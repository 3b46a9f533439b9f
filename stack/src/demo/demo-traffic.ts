import { setTimeout as sleep } from 'node:timers/promises';
import { createDemoShop } from './demo-shop.ts';

const TICK_MS = 1_000;
const VISITS_PER_TICK = 6;
const POST_LIMIT_MS = 10_000;
const SEED = 2026;
/** One cycle of the shop, so that it includes an incident. */
const BEFORE_MS = 300_000;
const TICKS_PER_POST = 30;

interface DemoTrafficOptions {
  /** Base URL of the source's HTTP input. */
  sourceUrl: string;
  /** True to first send the five minutes before now, so that the screen is not empty. */
  withPast: boolean;
  signal: AbortSignal;
}

/**
 * Sends the visits of the demo shop to the source until the signal is aborted. It drops records that the source
 * refuses: this is only a demo.
 */
export async function runDemoTraffic({ sourceUrl, withPast, signal }: DemoTrafficOptions): Promise<void> {
  const now = Date.now();
  const shop = createDemoShop(SEED, now - BEFORE_MS);
  const visitsFrom = (fromMs: number, ticks: number) =>
    Array.from({ length: ticks * VISITS_PER_TICK }, (_, visit) => fromMs + visit * (TICK_MS / VISITS_PER_TICK)).flatMap(
      shop.visit,
    );
  if (withPast) {
    for (let at = now - BEFORE_MS; at < now; at += TICKS_PER_POST * TICK_MS) {
      await post(`${sourceUrl}/logs`, visitsFrom(at, TICKS_PER_POST), signal);
    }
  }
  while (!signal.aborted) {
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    await post(`${sourceUrl}/logs`, visitsFrom(Date.now() - TICK_MS, 1), signal);
  }
}

async function post(url: string, records: unknown[], signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(records),
      signal: AbortSignal.any([signal, AbortSignal.timeout(POST_LIMIT_MS)]),
    });
    await response.body?.cancel();
  } catch {
    // stopping, or the source is being started again
  }
}
