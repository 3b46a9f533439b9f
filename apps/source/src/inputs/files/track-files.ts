import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '@logwarren/common';
import { isBinary, isCompressed } from '@logwarren/contract/formats';
import type { Checkpoint } from './checkpoint.ts';
import type { FileEntry } from './checkpoint-state.ts';
import { ClaimedFiles, type ClaimOptions } from './claimed-files.ts';
import { type FoundFile, findFiles, keyOf, look } from './find-files.ts';
import { fingerprintOf, hasFingerprint, readHead } from './fingerprint.ts';
import { FollowedFile, type FollowOptions } from './follow-file.ts';
import { knownEntry } from './known-entry.ts';
import { LongLines } from './long-lines.ts';

/**
 * Which files are followed: compares what the patterns name now with what is open, and opens, supersedes and closes.
 *
 * A file is known by device and inode. When an inode that the checkpoint knows is opened again, known-entry.ts decides
 * whether it is still that file.
 */

/** A superseded file that nobody wrote to for so long is closed; its writer has long opened the new one. */
const CLOSE_SUPERSEDED_MS = 60_000;
/** How far back the start of the last line is looked for when reading starts at the end. */
const LAST_LINE_BYTES = 64 * 1024;

export interface TrackOptions extends ClaimOptions, Pick<FollowOptions, 'pollMs' | 'flushMs'> {
  patterns: readonly string[];
  /** Where to start in a file that is there at the first scan and unknown; later ones are read from the beginning. */
  start: 'beginning' | 'end';
  checkpoint: Checkpoint;
  /** Parser for a file by the path under which it was found first. */
  parserForPath: (path: string) => Promise<FollowOptions['parser']>;
  parserFor: FollowOptions['parserFor'];
}

/** The files that are followed. */
export class TrackedFiles {
  /** By device and inode; predecessors before their successors. */
  readonly #files = new Map<string, FollowedFile>();
  readonly #options: TrackOptions;
  /** Paths and reasons that were logged. */
  readonly #skipped = new Map<string, string>();
  /** Keys of the files that the present scan has found. */
  #present: ReadonlySet<string> = new Set();
  readonly #claims: ClaimedFiles;
  readonly #longLines = new LongLines();
  #scans = 0;

  constructor(options: TrackOptions) {
    this.#options = options;
    this.#claims = new ClaimedFiles(options);
  }

  get files(): IterableIterator<FollowedFile> {
    return this.#files.values();
  }

  /**
   * Brings the followed files in line with the file system.
   *
   * @param nowMs `performance.now()`
   * @throws FileInUseError on the first scan, when another source follows one of the files
   */
  async scan(nowMs: number): Promise<void> {
    const found = await findFiles(this.#options.patterns, (path, reason) => this.#skip(path, reason));
    const present = new Set(found.map(keyOf));
    this.#present = present;
    const byPath = new Map([...this.#files.values()].map((file) => [file.path, file]));
    for (const file of found) {
      const known = this.#files.get(keyOf(file));
      if (known === undefined) continue;
      if (known.path !== file.path) this.#options.log.info({ from: known.path, to: file.path }, 'File was renamed.');
      known.path = file.path;
      known.entry.path = file.path;
    }
    const isFirst = this.#scans === 0;
    const { ours, isNews } = await this.#claims.claim(found, isFirst ? 'refuse' : 'leave');
    // Behind the claim, so that nobody reads on meanwhile.
    if (isNews || isFirst) await this.#adoptSiblings();
    if (isFirst) await this.#reopenRotated(found, nowMs);
    for (const file of ours) {
      if (!this.#files.has(keyOf(file))) await this.#openNew(file, byPath.get(file.path));
    }
    for (const [key, file] of this.#files) {
      if (present.has(key)) file.supersededMs = this.#hasSuccessor(file) ? (file.supersededMs ?? nowMs) : undefined;
      else await this.#afterLeaving(key, file, nowMs);
    }
    await this.#claims.release((key) => !present.has(key) && !this.#files.has(key));
    this.#sayMissing(found);
    if (isFirst) this.#forgetOld();
    this.#scans += 1;
  }

  /** Not before a first look: a wrong clock must not have files read from the start again that are still there. */
  #forgetOld(): void {
    const open = this.#openEntries();
    this.#options.checkpoint.forgetOld((entry) => open.has(entry));
  }

  async #adoptSiblings(): Promise<void> {
    const open = this.#openEntries();
    await this.#options.checkpoint.adoptSiblings((entry) => open.has(entry));
  }

  #openEntries(): ReadonlySet<FileEntry> {
    return new Set([...this.#files.values()].map(({ entry }) => entry));
  }

  /** Closes all files; nothing is read after that. */
  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.handle.close();
    this.#files.clear();
    await this.#claims.release(() => true);
  }

  #hasSuccessor(file: FollowedFile): boolean {
    return [...this.#files.values()].some((other) => other.predecessor === file);
  }

  /** A file that no pattern names any more is read to its end; then it is closed. */
  async #afterLeaving(key: string, file: FollowedFile, nowMs: number): Promise<void> {
    if (file.supersededMs === undefined) {
      file.supersededMs = nowMs;
      this.#options.log.info({ path: file.path }, 'File was renamed or removed; reading what is left of it.');
    }
    const isRead = file.isCaughtUp && file.entry.pending.length === 0;
    if (!isRead || file.quietMs < CLOSE_SUPERSEDED_MS) return;
    for (const other of this.#files.values()) if (other.predecessor === file) other.predecessor = undefined;
    this.#files.delete(key);
    await file.handle.close();
    this.#options.log.info(
      { path: file.path, sizeBytes: file.entry.offset },
      'File that was rotated away is finished.',
    );
  }

  async #openNew(found: FoundFile, predecessor: FollowedFile | undefined): Promise<void> {
    const { checkpoint, log, start } = this.#options;
    const handle = await this.#openFile(found);
    if (handle === undefined) return;
    const head = await readHead(handle);
    const isPacked = isCompressed(head);
    if (isPacked || isBinary(head)) {
      await handle.close();
      this.#skip(found.path, isPacked ? 'is a compressed file' : 'is a binary file');
      return;
    }
    let entry = this.#knownEntry(found, head);
    if (entry === undefined) {
      const offset = this.#scans === 0 && start === 'end' ? await startOfLastLine(handle, found.sizeBytes) : 0;
      entry = newEntry(found, head, offset, Date.now());
      checkpoint.files.push(entry);
      log.info({ path: found.path, offset }, 'File is new; following it.');
    } else {
      log.info({ path: found.path, offset: entry.offset, pending: entry.pending.length }, 'Following file again.');
      const { device, madeNs, path } = found;
      Object.assign(entry, { path, device, madeNs, seenMs: Date.now() });
    }
    const file = await this.#follow(found, handle, head, entry);
    file.predecessor = predecessor ?? this.#fileAt(found.path, found);
  }

  async #follow(found: FoundFile, handle: FileHandle, head: Buffer, entry: FileEntry): Promise<FollowedFile> {
    const { checkpoint, flushMs, log, pollMs, parserFor, parserForPath } = this.#options;
    const file = new FollowedFile(handle, entry, head, {
      parser: await parserForPath(entry.firstPath),
      parserFor,
      pollMs,
      flushMs,
      longLines: this.#longLines,
      onTruncated: (truncated, old) => {
        log.info({ path: truncated.path, offset: old.offset }, 'File was truncated; reading it from the beginning.');
        checkpoint.files.push(truncated.entry);
        if (old.pending.length === 0) checkpoint.remove(old);
      },
      onRetired: (old) => checkpoint.remove(old),
      onLost: ({ path }, bytes) =>
        log.error({ path, bytes }, 'Bytes that may not have been published before the last stop are gone.'),
    });
    this.#files.set(keyOf(found), file);
    return file;
  }

  /** The superseded file whose path this one has now. */
  #fileAt(path: string, found: FoundFile): FollowedFile | undefined {
    for (const [key, file] of this.#files) if (file.path === path && key !== keyOf(found)) return file;
    return undefined;
  }

  #knownEntry(found: FoundFile, head: Buffer): FileEntry | undefined {
    const { checkpoint, log } = this.#options;
    const { device, inode, path } = found;
    const isPresent = (otherDevice: string, otherInode: string) => this.#present.has(`${otherDevice}:${otherInode}`);
    const open = this.#openEntries();
    const context = { isPresent, isInUse: (entry: FileEntry) => open.has(entry), mayBeRenumbered: this.#scans === 0 };
    const entry = knownEntry(checkpoint.files, found, head, context);
    for (const other of checkpoint.files.filter((each) => each.inode === inode && each.device === device)) {
      if (other === entry) continue;
      if (other.pending.length > 0) {
        log.error({ path, chunks: other.pending.length }, 'A file that was not fully confirmed has gone.');
      }
      checkpoint.remove(other);
    }
    return entry;
  }

  /** Files that were rotated while no source ran: found by their inode beside their old path, and finished first. */
  async #reopenRotated(found: readonly FoundFile[], nowMs: number): Promise<void> {
    const { checkpoint, log, patterns } = this.#options;
    const paths = new Set([...found.map(({ path }) => path), ...patterns.map((pattern) => resolve(pattern))]);
    const isThere = ({ device, inode, path }: FileEntry) =>
      found.some((file) => file.inode === inode && (file.device === device || file.path === path));
    for (const entry of [...checkpoint.files]) {
      if (!paths.has(entry.path) || isThere(entry)) continue;
      const rotated = await this.#claimRotated(entry);
      const handle = rotated && (await this.#openFile(rotated));
      const head = handle && (await readHead(handle));
      if (!rotated || !handle || !head) continue;
      if (!hasFingerprint(head, entry.fingerprint) || isCompressed(head)) {
        await handle.close();
        continue;
      }
      log.info({ path: rotated.path, was: entry.path }, 'File was rotated meanwhile; reading what is left of it.');
      entry.seenMs = Date.now();
      (await this.#follow(rotated, handle, head, entry)).supersededMs = nowMs;
    }
  }

  async #claimRotated(entry: FileEntry): Promise<FoundFile | undefined> {
    const rotated = await findByInode(dirname(entry.path), entry);
    return rotated && (await this.#claims.claim([rotated], 'leave')).ours[0];
  }

  async #openFile({ path }: FoundFile): Promise<FileHandle | undefined> {
    try {
      return await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#skip(path, messageOf(error));
      return undefined;
    }
  }

  #skip(path: string, reason: string): void {
    if (this.#skipped.get(path) === reason) return;
    this.#skipped.set(path, reason);
    this.#options.log.warn({ path, reason }, 'File is skipped.');
  }

  #sayMissing(found: readonly FoundFile[]): void {
    if (this.#scans > 0 || found.length > 0) return;
    this.#options.log.warn({ files: this.#options.patterns }, 'No file is there yet; waiting for them to appear.');
  }
}

function newEntry({ path, device, inode, madeNs }: FoundFile, head: Buffer, offset: number, seenMs: number): FileEntry {
  const fingerprint = fingerprintOf(head);
  const identity = { device, inode, madeNs, fingerprint };
  return { id: randomUUID(), path, firstPath: path, ...identity, offset, pending: [], seenMs };
}

async function findByInode(directory: string, { inode }: FileEntry): Promise<FoundFile | undefined> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const file = await look(join(directory, name));
    if (typeof file === 'object' && file.inode === inode) return file;
  }
  return undefined;
}

async function startOfLastLine(handle: FileHandle, sizeBytes: number): Promise<number> {
  const start = Math.max(0, sizeBytes - LAST_LINE_BYTES);
  const bytes = Buffer.alloc(sizeBytes - start);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  const lineBreak = bytes.subarray(0, bytesRead).lastIndexOf(10);
  return lineBreak === -1 ? (start === 0 ? 0 : sizeBytes) : start + lineBreak + 1;
}
