import { table } from '../../text/table.ts';
import { type CanaryAccount, isHealthy } from './canary-account.ts';

/** Width of the longest bar, in columns. */
const BAR_WIDTH = 40;

/** Makes a report for programs: the counts so far, and the latencies with their distribution. */
export function reportOf(account: CanaryAccount) {
  const { counts, latency } = account;
  const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => latency.percentileMs(share));
  const latencies = { p50Ms, p99Ms, maxMs: latency.maxMs, bins: latency.bins };
  return { time: new Date().toISOString(), healthy: isHealthy(counts), ...counts, latency: latencies };
}

/** Makes a report for people: one line with its line end. */
export function lineOf(account: CanaryAccount): string {
  const { attempted, confirmed, duplicates, found, missingCount, outOfOrder, uncertain, unexpected, waiting } =
    account.counts;
  const faults = { missing: missingCount, duplicate: duplicates, unexpected, 'out of order': outOfOrder };
  const wrong = Object.entries(faults).filter(([, count]) => count > 0);
  const verdict = wrong.length === 0 ? 'all well' : wrong.map(([what, count]) => `${count} ${what}`).join(', ');
  const seen = `${attempted} written, ${confirmed} confirmed, ${uncertain} uncertain, ${found} found, ${waiting} waited for`;
  return `${new Date().toISOString()} ${verdict}: ${seen}; p99 ${account.latency.percentileMs(0.99)} ms\n`;
}

/** Makes the summary at the end: missing sequence numbers, and latencies as bars. */
export function summaryOf({ counts, latency }: CanaryAccount): string {
  const most = Math.max(1, ...latency.bins.map(({ count }) => count));
  const rows = latency.bins.map(({ count, upToMs }) => [
    upToMs === null ? 'longer' : `<= ${upToMs.toLocaleString('en-US')} ms`,
    String(count),
    '#'.repeat(Math.ceil((count / most) * BAR_WIDTH)),
  ]);
  const missing = counts.missing.length === 0 ? '' : `Missing: ${counts.missing.join(', ')}\n`;
  return `${missing}Time until a record was found:\n${table(rows)}`;
}
