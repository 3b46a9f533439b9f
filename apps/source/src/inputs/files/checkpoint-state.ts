import { readFile } from 'node:fs/promises';
import { AppError, knownFormat, UnknownFormatError } from '@logwarren/common';
import { FORMAT_NAMES, JOINER_VERSION } from '@logwarren/contract/formats';
import { ownFormat } from '@logwarren/own-formats';
import { z } from 'zod';

/** What the file of a checkpoint looks like, and how it is read and written. */

const JSON_KEY_LISTS = ['timestamp', 'severity', 'message', 'service', 'traceId', 'spanId'] as const;

/** A range that was read, and may have been sent. */
export const pendingChunk = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** ms since the epoch; goes into the batch ids and `observedAt`. */
  readAtMs: z.number().int().min(0),
  /** Rules by which its lines were joined, so that those of another build do not change its batches; absent is 0. */
  joiner: z.number().optional(),
  /** Settings that its lines were parsed with, so that other ones on the next start do not change its batches. */
  parser: z.object({
    format: z.enum(FORMAT_NAMES),
    service: z.string().optional(),
    forceService: z.boolean().optional(),
    fallbackService: z.string(),
    /** Of the container that writes the file; absent in checkpoints of before. */
    attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** The own format itself, so that an edited file of formats does not change what may have been sent. */
    own: ownFormat.optional(),
    /** Absent in checkpoints of before, which is UTC. */
    timeZone: z.string().optional(),
    jsonKeys: z.partialRecord(z.enum(JSON_KEY_LISTS), z.array(z.string()).readonly()).optional(),
  }),
});

const fileEntry = z.object({
  /** Made when the file was first seen; another one after truncation. Part of the batch ids. */
  id: z.string(),
  /** Where it was last found. */
  path: z.string(),
  /** Where it was first found: its service name comes from there, also once rotation has renamed it. */
  firstPath: z.string(),
  device: z.string(),
  inode: z.string(),
  /** See FoundFile; absent in checkpoints of before. */
  madeNs: z.string().optional(),
  fingerprint: z.object({ bytes: z.number().int().min(0), sha256: z.string() }),
  offset: z.number().int().min(0),
  pending: z.array(pendingChunk),
  /** When it was last open, ms since the epoch. */
  seenMs: z.number().int(),
});

/**
 * Raised when a build of the version before would take something for what it is not; it ignores keys it does not know.
 */
const VERSION = 1;
const state = z.object({ version: z.literal(VERSION), files: z.array(fileEntry) });

export type PendingChunk = z.infer<typeof pendingChunk>;
export type FileEntry = z.infer<typeof fileEntry>;

/** The state directory, or the file in it, cannot be used; the message says what to do. */
export class CheckpointError extends AppError {
  constructor(message: string, cause: unknown) {
    super('checkpoint-unusable', message, { cause });
  }
}

/** Text of a checkpoint. */
export function textOf(files: readonly FileEntry[]): string {
  return JSON.stringify({ version: VERSION, files });
}

/**
 * Reads a checkpoint; one that is not there is empty.
 *
 * @throws CheckpointError; UnknownFormatError when a newer build wrote it
 */
export async function readEntries(path: string): Promise<FileEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path} (SOURCE_STATE_DIR)`, error);
  });
  return text === undefined ? [] : parseState(path, text);
}

function parseState(path: string, text: string): FileEntry[] {
  try {
    const value: unknown = JSON.parse(text);
    const { version } = (value ?? {}) as { version?: unknown };
    if (typeof version === 'number') knownFormat(`the checkpoint ${path}`, version, VERSION);
    const { files } = state.parse(value);
    for (const { pending } of files)
      for (const { joiner } of pending) knownFormat(`a pending range in ${path}`, joiner, JOINER_VERSION);
    return files;
  } catch (error) {
    if (error instanceof UnknownFormatError) throw error;
    const advice = 'move it away to read all files from the start again, or restore it';
    throw new CheckpointError(`${path} is damaged; ${advice}`, error);
  }
}
