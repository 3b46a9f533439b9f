import { randomBytes } from 'node:crypto';

/**
 * Origin of a batch and its position in everything that its source has sent: the evidence for the ledger.
 *
 * A source numbers the records of each service from 1, one numbering for each run of its process. Every message carries
 * the last number that it reaches. So a lost message leaves a hole between its neighbours, and nobody has to keep or
 * report a counter.
 */
export interface BatchOrigin {
  /** Name of the source, by default its host. */
  source: string;
  /** One start of its process. */
  run: string;
  /** Numbers of the batch's records: after `from`, up to `to`. Absent in a batch that another run already sent. */
  from?: number | undefined;
  to?: number | undefined;
  /** Records of the same service that the source has dropped on purpose since its last report of them. */
  shed?: number | undefined;
  /** Above `to`: records up to this number were safe on the source's disk when it sent the batch, and follow. */
  until?: number | undefined;
  /** Bytes of a file that were lost before anything read them; the batch holds the record that reports it. */
  lost?: LostBytes | undefined;
}

/** Bytes of a file that were lost before they became records. */
export interface LostBytes {
  path: string;
  /** Reason of the loss: `deleted`, `truncated`, `overwritten`. */
  reason: string;
  bytes: number;
  /** True if the file may have held more that the source never saw. */
  isAtLeast: boolean;
}

/** Makes the name of a run: the moment of its start and a few random digits. */
export function newRun(nowMs: number = Date.now()): string {
  return `${nowMs.toString(36)}-${randomBytes(4).toString('hex')}`;
}

/** When a run started, ms since the epoch; undefined for a name that `newRun` did not make. */
export function runStartedMs(run: string): number | undefined {
  const [start = ''] = /^[0-9a-z]{8,9}(?=-[0-9a-f]{8}$)/.exec(run) ?? [];
  return start === '' ? undefined : Number.parseInt(start, 36);
}

/** AMQP headers of a batch in addition to `count`. */
export interface OriginHeaders {
  source: string;
  run: string;
  /** Exact, because the routing key is not. */
  service: string;
  /** Number of the batch's last record among those that this run has sent of this service. */
  position?: number;
  /** Only in the batch that reports them; see `BatchOrigin`. */
  shed?: number;
  /** Only in a batch that comes from a spool, when others of its run and service follow it there. */
  until?: number;
  /** `LostBytes` as JSON; only in the batch that reports them. */
  lost?: string;
}

/** Longest path in the ledger. */
const MAX_PATH_LENGTH = 1024;

/** Header of a batch that reports lost bytes. */
export function lostHeader({ bytes, isAtLeast, path, reason }: LostBytes): string {
  return JSON.stringify({ path: path.slice(-MAX_PATH_LENGTH), reason, bytes, isAtLeast });
}

/**
 * Reads the headers of a batch message; nobody has verified them: they are the publisher's claims.
 *
 * @returns undefined for messages that no source of ours sent
 */
export function batchOriginOf(headers: Readonly<Record<string, unknown>>): BatchOrigin | undefined {
  const { count, position, run, shed, source, until } = headers;
  if (!isName(source) || !isName(run)) return undefined;
  const lost = lostBytesOf(headers.lost);
  if (lost !== undefined) return { source, run, lost };
  if (!isCount(position) || !isCount(count) || count > position) return { source, run };
  const numbers = { source, run, from: position - count, to: position };
  const promised = isCount(until) && until > position ? { until } : {};
  return { ...numbers, ...promised, ...(isCount(shed) ? { shed } : {}) };
}

function lostBytesOf(header: unknown): LostBytes | undefined {
  if (typeof header !== 'string' || header.length > 4 * MAX_PATH_LENGTH) return undefined;
  try {
    const { bytes, isAtLeast, path, reason } = JSON.parse(header) as Record<keyof LostBytes, unknown>;
    const isLoss = isName(reason) && typeof path === 'string' && Number.isSafeInteger(bytes) && (bytes as number) >= 0;
    return isLoss ? { path, reason, bytes: bytes as number, isAtLeast: isAtLeast === true } : undefined;
  } catch {
    return undefined;
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 255;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
