import { encodeBatch, openPublisher, type Publisher, startPublisher } from '@logwarren/broker';
import type { ServiceContext } from '@logwarren/common';
import type { SourceConfig } from './config.ts';
import type { SourceMetrics } from './metrics/source-metrics.ts';
import { createSpoolMetrics } from './metrics/spool-metrics.ts';
import { BatchNumbering } from './sending/batch-numbering.ts';
import { type BatchSender, createBatchSender, withoutSpool } from './sending/send-batches.ts';
import type { Shedder } from './sending/shedder.ts';
import { openSpool } from './spool/spool.ts';
import { SpooledPublisher } from './spool/spooled-publisher.ts';

const PUBLISHER_NAME = 'source';

/** The senders of batches. */
interface Senders {
  publisher: Publisher;
  /** Sender for inputs that can be read again: it waits while RabbitMQ is away. */
  sender: BatchSender;
  /** Sender for inputs that cannot be read again; without SOURCE_SPOOL_DIR the same as `sender`. */
  spoolingSender: BatchSender;
}

interface SenderContext extends ServiceContext<SourceConfig> {
  /** Name of the source in the ledger. */
  source: string;
  sourceMetrics: SourceMetrics;
  shedder: Shedder;
  /** Aborted when the senders no longer wait for confirms. */
  giveUp: AbortSignal;
}

/**
 * Connects to RabbitMQ. It waits for RabbitMQ, unless a spool can take messages meanwhile.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError, DirectoryInUseError, SpoolError
 */
export async function openSenders(context: SenderContext): Promise<Senders> {
  const { config, giveUp, log, metrics, readiness, resources, shedder, signal, source, sourceMetrics, stop } = context;
  const connection = { url: config.AMQP_URL, name: PUBLISHER_NAME, log, readiness, metrics, signal };
  // Each sender has its own run in the ledger, so that files leave no hole there when they continue while others wait
  // on disk.
  const create = (batchPublisher: ReturnType<typeof withoutSpool>) =>
    createBatchSender({
      publisher: batchPublisher,
      encode: encodeBatch,
      metrics: sourceMetrics,
      shedder,
      signal: giveUp,
      numbering: new BatchNumbering(source),
    });
  const { SOURCE_SPOOL_BYTES: maxBytes, SOURCE_SPOOL_DIR: directory } = config;
  if (directory === undefined) {
    const publisher = resources.use(await openPublisher(connection));
    const sender = create(withoutSpool(publisher));
    return { publisher, sender, spoolingSender: sender };
  }
  const fail = (message: string) => (error: unknown) => {
    log.fatal({ err: error }, message);
    stop(1);
  };
  const publisher = resources.use(startPublisher(connection, fail('RabbitMQ cannot be used; stopping.')));
  const spoolMetrics = createSpoolMetrics(metrics, maxBytes);
  const spool = await openSpool({ directory, maxBytes, log, metrics: spoolMetrics });
  const spooled = resources.use(
    new SpooledPublisher({
      spool,
      maxBytes,
      publisher,
      publisherDependency: `rabbitmq ${PUBLISHER_NAME}`,
      log,
      readiness,
      // Earlier than the 503 for an HTTP request that waits for its confirm.
      patienceMs: config.SOURCE_CONFIRM_MS / 2,
      metrics: spoolMetrics,
      onFailure: fail('The spool cannot be sent on; stopping.'),
    }),
  );
  return { publisher, sender: create(withoutSpool(publisher)), spoolingSender: create(spooled) };
}
