import { type FileHandle, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Logger, makeFilePrivate, openPrivateFile, syncDirectory } from '@logwarren/common';
import type { SpoolMetrics } from '../metrics/spool-metrics.ts';
import { checkSegment, MARK_BYTES, readEntries, type SpoolEntry } from './spool-entry.ts';

/** The files of a spool: `000000000012.spool`, in the order of their numbers. */

const SEGMENT_NAME = /^(\d{12})\.spool$/;

/** The spool's directory, or a file in it, cannot be used. */
export class SpoolError extends AppError {
  constructor(message: string, cause: unknown) {
    super('spool-unusable', message, { cause });
  }
}

/** A file of the spool and what is known about it. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  bytes: number;
  records: number;
  /** When its first record was first due to be sent, ms since the epoch. */
  oldestMs: number | undefined;
}

/** A segment without entries. */
export function emptySegment(directory: string, number: number): Segment {
  const path = join(directory, `${String(number).padStart(12, '0')}.spool`);
  return { number, path, bytes: 0, records: 0, oldestMs: undefined };
}

/** Counts an entry. */
export function countEntry(segment: Segment, { records, sinceMs }: SpoolEntry): void {
  segment.records += records;
  segment.oldestMs = Math.min(segment.oldestMs ?? sinceMs, sinceMs);
}

/** Makes a segment's file; it is on disk under its name when this returns. */
export async function createSegmentFile(directory: string, { path }: Segment): Promise<FileHandle> {
  const file = await openPrivateFile(path, 'wx');
  try {
    await syncDirectory(directory);
    return file;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Finds the segments of an earlier process, oldest first. It cuts off torn ends and removes files without entries.
 *
 * @param onEntry called for each entry found
 * @throws UnknownFormatError before anything is changed
 */
export async function recoverSegments(
  directory: string,
  log: Logger,
  metrics: Pick<SpoolMetrics, 'bytesCut' | 'bytesDamaged'>,
  onEntry: (entry: SpoolEntry) => void,
): Promise<Segment[]> {
  const numbers = (await readdir(directory)).flatMap((name) => SEGMENT_NAME.exec(name)?.[1] ?? []).map(Number);
  const segments: Segment[] = [];
  // Check all of them before changing the first.
  for (const number of numbers) await checkFormat(emptySegment(directory, number).path);
  for (const number of numbers.sort((one, other) => one - other)) {
    const segment = emptySegment(directory, number);
    await makeFilePrivate(segment.path);
    const bytes = await readFile(segment.path);
    const reading = readEntries(bytes);
    let step = reading.next();
    for (; !step.done; step = reading.next()) {
      countEntry(segment, step.value);
      onEntry(step.value);
    }
    const { damagedBytes, goodBytes } = step.value;
    if (goodBytes < bytes.length) {
      const cutBytes = bytes.length - goodBytes;
      metrics.bytesCut.inc(cutBytes);
      log.warn({ path: segment.path, cutBytes }, 'The last entry of a spool segment is incomplete; it is cut off.');
      await truncate(segment.path, goodBytes);
    }
    if (damagedBytes > 0) {
      metrics.bytesDamaged.inc(damagedBytes);
      log.error(
        { path: segment.path, damagedBytes },
        'A spool segment is damaged; the records in these bytes are lost.',
      );
    }
    segment.bytes = goodBytes;
    if (goodBytes === 0) await rm(segment.path, { force: true });
    else segments.push(segment);
  }
  return segments;
}

async function checkFormat(path: string): Promise<void> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, 0);
  checkSegment(path, buffer.subarray(0, bytesRead));
}
