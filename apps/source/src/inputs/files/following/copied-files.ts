import { TAIL_BYTES } from '../bytes/fingerprint.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { FileEntry } from '../checkpoint/checkpoint-state.ts';
import { type FoundFile, keyOf } from '../finding/find-files.ts';
import { isCopyNameOf } from '../finding/rotated-name.ts';
import { newEntry } from '../identity/new-entry.ts';
import type { OpenFile } from '../identity/open-found.ts';
import { goesOnOtherwise } from './begun-anew.ts';
import type { FollowedFile } from './follow-file.ts';

/**
 * Files that are copies of followed ones, as copytruncate makes them before it truncates the original. Their lines have
 * been read; find-rest.ts reads from the copy whatever the original has lost by then. The checkpoint remembers copies,
 * because nothing identifies one after its original was truncated.
 */
export class CopiedFiles {
  readonly #checkpoint: Checkpoint;
  /** Length and time of copies at the moment of comparison. */
  readonly #compared = new Map<string, string>();

  constructor({ checkpoint }: { checkpoint: Checkpoint }) {
    this.#checkpoint = checkpoint;
  }

  /** True for a copy that is unchanged since it was compared, and for an empty file that may become one. */
  isSettled(file: FoundFile, followed: Iterable<FollowedFile>): boolean {
    if (file.sizeBytes === 0) return originalsOf(file, followed).length > 0;
    return this.#compared.get(keyOf(file)) === stateOf(file);
  }

  /** Compares a file with the possible originals, and remembers it if it is a copy. */
  async isCopy(opened: OpenFile, followed: Iterable<FollowedFile>): Promise<boolean> {
    const { file } = opened;
    const mark = this.#markOf(file);
    let isCopy = mark?.sizeBytes === file.sizeBytes && opened.recognised.has(mark);
    for (const original of originalsOf(file, followed)) isCopy ||= await isCopyOf(original, opened);
    if (mark !== undefined) this.#checkpoint.remove(mark);
    if (!isCopy) return false;
    const { sizeBytes } = file;
    this.#checkpoint.files.push({ ...newEntry(file, opened.head, sizeBytes), isCopy });
    this.#compared.set(keyOf(file), stateOf(file));
    return true;
  }

  /** Notes that a copy is read in place of its original. */
  forget(file: FoundFile): void {
    const mark = this.#markOf(file);
    if (mark !== undefined) this.#checkpoint.remove(mark);
    this.#compared.delete(keyOf(file));
  }

  #markOf({ device, inode }: FoundFile): FileEntry | undefined {
    return this.#checkpoint.files.find((entry) => entry.isCopy && entry.inode === inode && entry.device === device);
  }
}

function stateOf({ modifiedMs, sizeBytes }: FoundFile): string {
  return `${sizeBytes} ${modifiedMs}`;
}

/** Possible originals of the file, by its name and theirs, now or before they were renamed. */
function originalsOf(file: FoundFile, followed: Iterable<FollowedFile>): FollowedFile[] {
  const isNamedAfter = (path: string) => path !== file.path && isCopyNameOf(file.path, path);
  return [...followed].filter(
    ({ entry, path }) => path !== file.path && (isNamedAfter(path) || isNamedAfter(entry.firstPath)),
  );
}

/** True when the present bytes, perhaps not all yet, are those of the original now or were when it was copied. */
async function isCopyOf(original: FollowedFile, opened: OpenFile): Promise<boolean> {
  const { bytes, file, head, recognised } = opened;
  const { entry, path } = original;
  // A file that continues differently is the rest of a copied and truncated one, or has the same beginning by
  // chance.
  if (recognised.has(entry) && entry.fingerprint.bytes > 0)
    return isCopyNameOf(file.path, path) || !(await goesOnOtherwise(opened, original));
  // The original may have been read further, and truncated, since it was copied.
  if (await original.bytes.hasRead(bytes, head)) return true;
  const { sizeBytes } = await bytes.stat();
  if (sizeBytes > original.sizeBytes || !(await original.bytes.readAgain(0, head.length)).equals(head)) return false;
  const start = Math.max(0, sizeBytes - TAIL_BYTES);
  const isSame = (await original.bytes.readAgain(start, sizeBytes)).equals(await bytes.readAgain(start, sizeBytes));
  return isSame && (await original.bytes.stat()).isOther !== true;
}
