import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from '@logwarren/common';
import { batchIdFrom, type LogBatch, toColumns } from '@logwarren/contract';
import type { SourceMetrics } from '../../../metrics/source-metrics.ts';
import type { BatchSender } from '../../../sending/send-batches.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Loss } from '../checkpoint/checkpoint-state.ts';

/**
 * Reports that bytes of a file were gone before they were read: in the log, as a metric, and as a record of the file's
 * service that the ledger counts. A loss stays in the checkpoint until the broker has confirmed its record. The record
 * always has the same id, so the ledger counts it once.
 */

interface LossesOptions {
  checkpoint: Checkpoint;
  sender: BatchSender;
  metrics: SourceMetrics;
  log: Logger;
  /** Gives up unconfirmed reports; the next process sends them. */
  signal: AbortSignal;
  onFailure: (error: unknown) => void;
}

const WHY: Record<Loss['reason'], string> = {
  deleted: 'the file is gone',
  truncated: 'the file was truncated',
  overwritten: 'the file was overwritten or made anew',
};

const UNKNOWN =
  'An unknown number of bytes of a file may be lost: it is gone, or was begun anew, and nobody knows what was written to it before.';

/** Losses of this source. */
export class Losses {
  readonly #options: LossesOptions;
  readonly #sending = new Set<Promise<void>>();

  constructor(options: LossesOptions) {
    this.#options = options;
  }

  /** Sends the reports that the last process could not send. */
  start(): void {
    for (const loss of this.#options.checkpoint.losses) this.#send(loss);
  }

  /** Reports a loss; one of 0 bytes has an unknown size. */
  report(told: Omit<Loss, 'id' | 'atMs'>): void {
    const { checkpoint, log, metrics } = this.#options;
    const loss: Loss = { id: randomUUID(), atMs: Date.now(), ...told };
    const { bytes, detail, isAtLeast, path, reason } = loss;
    const message = bytes > 0 ? 'Bytes of a file are lost: they are gone before they were read.' : UNKNOWN;
    log.error({ path, bytes, isAtLeast, reason, ...(detail && { detail }) }, message);
    metrics.lostBytes.inc({ reason }, bytes);
    checkpoint.losses.push(loss);
    this.#send(loss);
  }

  /** Waits until each report under way is confirmed or given up. */
  async settle(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  #send(loss: Loss): void {
    const { checkpoint, onFailure, sender, signal } = this.#options;
    const { bytes, isAtLeast, path, reason } = loss;
    const work = checkpoint
      .save()
      // Without a number of this run: an earlier run may have sent it.
      .then(() => sender.send(batchOf(loss), { isRepeated: true, lost: { path, reason, bytes, isAtLeast } }))
      .then(() => {
        checkpoint.losses.splice(checkpoint.losses.indexOf(loss), 1);
        return checkpoint.save();
      })
      .catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      })
      .finally(() => this.#sending.delete(work));
    this.#sending.add(work);
  }
}

function batchOf({ atMs, bytes, detail, id, isAtLeast, path, reason, service }: Loss): LogBatch {
  const count = bytes === 0 ? 'An unknown number of bytes' : `${isAtLeast ? 'At least ' : ''}${countOf(bytes)}`;
  const verb = bytes === 0 ? 'may have been' : bytes === 1 ? 'was' : 'were';
  const message = `${count} of ${path} ${verb} lost before the source read them: ${WHY[reason]}${detail ? `; ${detail}` : ''}`;
  const attributes = {
    ...{ 'logwarren.lost.path': path, 'logwarren.lost.reason': reason },
    ...{ 'logwarren.lost.bytes': bytes, 'logwarren.lost.isAtLeast': isAtLeast },
  };
  const digest = createHash('sha256').update(id).digest();
  const record = { timestamp: atMs, observedAt: atMs, message, attributes };
  // A possible loss must not alert like a certain one.
  return {
    id: batchIdFrom(atMs, 0, digest),
    service,
    severity: bytes > 0 ? 'ERROR' : 'WARN',
    records: toColumns([record]),
  };
}

/** A number of bytes in words. */
export function countOf(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`;
}
