import { knownFormat } from '@logwarren/common';
import { FORMAT_NAMES, JOINER_VERSION, LAYOUTS_VERSION } from '@logwarren/contract/formats';
import { ownFormat } from '@logwarren/own-formats';
import { z } from 'zod';
import { readStateFile } from '../../../state/state-file.ts';

/** The file of a checkpoint: its shape, reading and writing. */

const fingerprint = z.object({ bytes: z.number().int().min(0), sha256: z.string() });

const JSON_KEY_LISTS = ['timestamp', 'severity', 'message', 'service', 'traceId', 'spanId'] as const;

const learntStream = z.object({
  name: z.string(),
  scores: z.record(z.string(), z.number()),
  /** Order of the numbers of a day like 05-11-26. */
  dayOrder: z.enum(['day', 'month', 'year']).optional(),
});

/** Layouts that the lines of a file have shown. */
export const layouts = z.object({ version: z.number(), streams: z.array(learntStream).readonly() });

/** What the records of a file have taught the joiner. */
const timedRuns = z.record(z.string(), z.number());

/** A range that was read, and may have been sent. */
export const pendingChunk = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** Hash of the last bytes before `end`; older builds did not write it. */
  tail: fingerprint.optional(),
  /** ms since the epoch; goes into the batch ids and `observedAt`. */
  readAtMs: z.number().int().min(0),
  /** Names of the columns that hold at its start; absent where none are named; older builds did not write it. */
  header: z.string().optional(),
  /** Layouts that the lines before it have shown; absent in older checkpoints, whose builds believed every layout. */
  layouts: layouts.optional(),
  /** What the records before it have taught the joiner; absent in older checkpoints, whose builds learnt nothing there. */
  timedRuns: timedRuns.optional(),
  /** Rules by which its lines were joined, so that those of another build do not change its batches; absent is 0. */
  joiner: z.number().optional(),
  /** The joiner failed on its lines, so each is a record; older builds did not write it. */
  isUnjoined: z.boolean().optional(),
  /** Settings that its lines were parsed with, so that other ones on the next start do not change its batches. */
  parser: z.object({
    format: z.enum(FORMAT_NAMES),
    service: z.string().optional(),
    forceService: z.boolean().optional(),
    fallbackService: z.string(),
    /** Attributes of the container that writes the file; older builds did not write them. */
    attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** The own format itself, so that an edited file of formats does not change what may have been sent. */
    own: ownFormat.optional(),
    /** Older builds did not write it, and read in UTC. */
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
  /** See FoundFile; older builds did not write it. */
  madeNs: z.string().optional(),
  /** Hash of its first bytes. */
  fingerprint,
  /** Names of the columns behind what was read; see PendingChunk. */
  header: z.string().optional(),
  /** Layouts that the lines up to the end of the last pending range have shown. */
  layouts: layouts.optional(),
  /** What the records up to the end of the last pending range have taught the joiner. */
  timedRuns: timedRuns.optional(),
  offset: z.number().int().min(0),
  /** Hash of the last bytes before `offset`; older builds did not write it. */
  tail: fingerprint.optional(),
  /** Hash of the last bytes that were there and not read yet, up to `end`; absent when all was read. */
  unread: fingerprint.extend({ end: z.number().int().min(0) }).optional(),
  /** How long it was when it was last looked at; older builds did not write it. */
  sizeBytes: z.number().int().min(0).optional(),
  /** Its last change when the entry was made, ms since the epoch; only of compressed files of which nothing could be unpacked. */
  modifiedMs: z.number().optional(),
  /** Rotated away, read to its end and closed: nothing is missing of it when it is gone. */
  isDone: z.boolean().optional(),
  /** Its bytes are gone from its path and another entry has what was not read: only its pending ranges are read again. */
  isReplaced: z.boolean().optional(),
  /** A copy of a file that is followed, as copytruncate makes it; read only when the file has been truncated. */
  isCopy: z.boolean().optional(),
  /** Read in a copy, or where rotation has moved it: what its path names now is another life. Older builds did not write it. */
  isMoved: z.boolean().optional(),
  /** The compressed copy that it is read in is damaged, and that was said; older builds did not write it. */
  isDamaged: z.boolean().optional(),
  pending: z.array(pendingChunk),
  /** When it was last open, ms since the epoch. */
  seenMs: z.number().int(),
});

const loss = z.object({
  id: z.string(),
  atMs: z.number().int().min(0),
  service: z.string(),
  path: z.string(),
  reason: z.enum(['deleted', 'truncated', 'overwritten']),
  bytes: z.number().int().min(0),
  isAtLeast: z.boolean(),
  /** All else that is known of it, a sentence without its period; older builds did not write it. */
  detail: z.string().optional(),
});

/**
 * Raised when a build of the version before would take something for what it is not; it ignores keys it does not know.
 */
const VERSION = 1;
const state = z.object({
  version: z.literal(VERSION),
  files: z.array(fileEntry),
  /** Losses whose records the broker has not confirmed; older builds did not write them. */
  losses: z.array(loss).default([]),
});

export type PendingChunk = z.infer<typeof pendingChunk>;
export type FileEntry = z.infer<typeof fileEntry>;
/** Bytes of a file that are gone, until the broker has the record that says so. */
export type Loss = z.infer<typeof loss>;
/** All that a checkpoint holds. */
export type CheckpointState = Pick<z.infer<typeof state>, 'files' | 'losses'>;

/** Text of a checkpoint. */
export function textOf({ files, losses }: CheckpointState): string {
  return JSON.stringify({ version: VERSION, files, losses });
}

/** @throws UnknownFormatError when a newer build has read it */
export function checkPending({ joiner, layouts }: PendingChunk, path: string): void {
  knownFormat(`a pending range in ${path}`, joiner, JOINER_VERSION);
  knownFormat(`the layout state of a pending range in ${path}`, layouts?.version, LAYOUTS_VERSION);
}

/**
 * Reads a checkpoint; one that is not there is empty.
 *
 * @throws CheckpointError; UnknownFormatError when a newer build wrote it
 */
export async function readState(path: string): Promise<CheckpointState> {
  const parse = (value: unknown): CheckpointState => {
    const { files, losses } = state.parse(value);
    for (const { layouts, pending } of files) {
      knownFormat(`the layout state of a file in ${path}`, layouts?.version, LAYOUTS_VERSION);
      for (const each of pending) checkPending(each, path);
    }
    return { files, losses };
  };
  const read = await readStateFile(path, { version: VERSION, parse, subject: 'all files' });
  return read ?? { files: [], losses: [] };
}
