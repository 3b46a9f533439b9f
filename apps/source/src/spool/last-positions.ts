import { batchOriginOf } from '@logwarren/contract';
import type { SpoolEntry } from './spool-entry.ts';

/**
 * Most streams known separately; for further ones the ledger does not know how much is still on disk. Bounds the
 * memory.
 */
const MAX_STREAMS = 10_000;

/**
 * The last numbers of each run and service in the spool. With them, the first replayed batch shows the ledger how much
 * is still to come; see `BatchOrigin.until`.
 */
export class LastPositions {
  readonly #positions = new Map<string, number>();

  /** Notes an entry of the spool. */
  note({ message: { headers = {} } }: SpoolEntry): void {
    const { to } = batchOriginOf(headers) ?? {};
    if (to === undefined) return;
    const key = keyOf(headers);
    const before = this.#positions.get(key);
    if (before === undefined && this.#positions.size >= MAX_STREAMS) return;
    this.#positions.set(key, Math.max(before ?? 0, to));
  }

  /** Adds the header `until` to the message, if a later message of its stream is in the spool. */
  mark({ message }: SpoolEntry): SpoolEntry['message'] {
    const { headers = {} } = message;
    const last = this.#positions.get(keyOf(headers)) ?? 0;
    return last > Number(headers.position ?? Number.POSITIVE_INFINITY)
      ? { ...message, headers: { ...headers, until: last } }
      : message;
  }

  clear(): void {
    this.#positions.clear();
  }
}

function keyOf({ run, service }: Record<string, unknown>): string {
  return JSON.stringify([run, service]);
}
