import { LOG_QUEUE, type Publisher } from '@logwarren/broker';
import { delay, type Logger, messageOf } from '@logwarren/common';
import type { BatchSender } from './send-batches.ts';
import type { Shedder } from './shedder.ts';

const LOOK_MS = 1_000;
const REPORT_MS = 10_000;

interface WatchQueueOptions {
  publisher: Pick<Publisher, 'backlog'>;
  sender: BatchSender;
  shedder: Shedder;
  log: Logger;
}

/**
 * Reads the length of `LogQueue` every second, and reports dropped records every ten seconds. Disposing reports the
 * rest; dispose it before the publisher closes.
 */
export function watchQueue({ publisher, sender, shedder, log }: WatchQueueOptions): AsyncDisposable {
  const closing = new AbortController();
  const report = async () => {
    const reports = shedder.takeReports(Date.now());
    await Promise.all(reports.map(({ batch, shed }) => sender.send(batch, { shed })));
  };
  const fail = (error: unknown) => log.warn({ reason: messageOf(error) }, 'Dropped records could not be reported.');
  const running = (async () => {
    let reporting: Promise<void> = Promise.resolve();
    for (let reportedMs = performance.now(); !closing.signal.aborted; ) {
      const waiting = await publisher.backlog(LOG_QUEUE);
      if (waiting !== undefined && shedder.observe(waiting)) {
        const { severities } = shedder;
        log.warn({ waiting, severities }, severities.length > 0 ? 'Records are dropped.' : 'No records are dropped.');
      }
      if (performance.now() - reportedMs >= REPORT_MS) {
        reportedMs = performance.now();
        // Not awaited: while the broker is away, the queue is still read.
        reporting = Promise.all([reporting, report()]).then(() => {}, fail);
      }
      await delay(LOOK_MS, closing.signal).catch(() => {});
    }
    await Promise.all([reporting, report().catch(fail)]);
  })();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('closing'));
      await running;
    },
  };
}
