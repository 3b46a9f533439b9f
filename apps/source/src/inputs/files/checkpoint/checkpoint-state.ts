import { knownFormat } from '@logwarren/common';
import { FORMAT_NAMES, JOINER_VERSION, LAYOUTS_VERSION } from '@logwarren/contract/formats';
import { ownFormat } from '@logwarren/own-formats';
import { z } from 'zod';
import { readStateFile } from '../../../state/state-file.ts';

/** The checkpoint file: its shape, and how it is read and written. */

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

/** Facts that the records of a file have taught the joiner. */
const timedRuns = z.record(z.string(), z.number());

/** A range that was read and may have been sent. */
export const pendingChunk = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** Hash of the last bytes before `end`; older builds did not write it. */
  tail: fingerprint.optional(),
  /** ms since the epoch; goes into the batch ids and `observedAt`. */
  readAtMs: z.number().int().min(0),
  /** Names of the columns that apply at its start; absent if no columns are named; older builds did not write it. */
  header: z.string().optional(),
  /** Layouts that the lines before it have shown; absent in older checkpoints, whose builds believed every layout. */
  layouts: layouts.optional(),
  /**
   * Facts that earlier records have taught the joiner; absent in older checkpoints, whose builds learnt nothing there.
   */
  timedRuns: timedRuns.optional(),
  /**
   * Version of the rules that joined its lines, so that rules of another build do not change its batches; absent means
   * 0.
   */
  joiner: z.number().optional(),
  /** True when the joiner failed on its lines, so that each is a record; older builds did not write it. */
  isUnjoined: z.boolean().optional(),
  /** Settings that parsed its lines, so that other ones at the next start do not change its batches. */
  parser: z.object({
    format: z.enum(FORMAT_NAMES),
    service: z.string().optional(),
    forceService: z.boolean().optional(),
    fallbackService: z.string(),
    /** Attributes of the container that writes the file; older builds did not write them. */
    attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** The own format itself, so that editing the file of formats does not change records that may have been sent. */
    own: ownFormat.optional(),
    /** Older builds did not write it, and read in UTC. */
    timeZone: z.string().optional(),
    jsonKeys: z.partialRecord(z.enum(JSON_KEY_LISTS), z.array(z.string()).readonly()).optional(),
  }),
});

const fileEntry = z.object({
  /** Made when the file was first seen and renewed when it is truncated. Part of the batch ids. */
  id: z.string(),
  /** Path where the file was last found. */
  path: z.string(),
  /** Path where the file was first found. Its service name comes from there, even after rotation has renamed it. */
  firstPath: z.string(),
  /** Path of the file itself when its path is a link; older builds did not write it. */
  target: z.string().optional(),
  device: z.string(),
  inode: z.string(),
  /** See FoundFile; older builds did not write it. */
  madeNs: z.string().optional(),
  /** Hash of its first bytes. */
  fingerprint,
  /** Names of the columns that apply after the bytes read so far; see PendingChunk. */
  header: z.string().optional(),
  /** Layouts that the lines up to the end of the last pending range have shown. */
  layouts: layouts.optional(),
  /** Facts that the records up to the end of the last pending range have taught the joiner. */
  timedRuns: timedRuns.optional(),
  offset: z.number().int().min(0),
  /** Hash of the last bytes before `offset`; older builds did not write it. */
  tail: fingerprint.optional(),
  /** Hash of the last bytes that were there but not read, up to `end`; absent when everything was read. */
  unread: fingerprint.extend({ end: z.number().int().min(0) }).optional(),
  /** Length of the file at the last look; older builds did not write it. */
  sizeBytes: z.number().int().min(0).optional(),
  /**
   * Time of the last change when the entry was made, ms since the epoch; only for compressed files from which nothing
   * could be unpacked.
   */
  modifiedMs: z.number().optional(),
  /** Rotated away, read to its end and closed: nothing is lost if the file is gone. */
  isDone: z.boolean().optional(),
  /** Its bytes are gone from its path and another entry has the unread ones: only its pending ranges are read again. */
  isReplaced: z.boolean().optional(),
  /** A copy of a followed file, as copytruncate makes it; read only after the file was truncated. */
  isCopy: z.boolean().optional(),
  /** Read in a copy, or where rotation has moved it: its path now names another life. Older builds did not write it. */
  isMoved: z.boolean().optional(),
  /** The compressed copy in which it is read is damaged, and this was reported; older builds did not write it. */
  isDamaged: z.boolean().optional(),
  pending: z.array(pendingChunk),
  /** When the file was last open, ms since the epoch. */
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
  /** All other known facts about the loss, a sentence without its period; older builds did not write it. */
  detail: z.string().optional(),
});

/**
 * Raised when a build of the previous version would misread something; it ignores keys that it does not know.
 */
const VERSION = 1;
const state = z.object({
  version: z.literal(VERSION),
  files: z.array(fileEntry),
  /** Losses whose records the broker has not confirmed; older builds did not write them. */
  losses: z.array(loss).default([]),
});

/** A range that was read and may have been sent; see `pendingChunk`. */
export type PendingChunk = z.infer<typeof pendingChunk>;
/** The state of one file in the checkpoint; see `fileEntry`. */
export type FileEntry = z.infer<typeof fileEntry>;
/** Lost bytes of a file, kept until the broker has confirmed the record that reports them. */
export type Loss = z.infer<typeof loss>;
/** Everything that a checkpoint holds. */
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
 * Reads a checkpoint; a missing one is empty.
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
