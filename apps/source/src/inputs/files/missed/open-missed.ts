import { delay } from '@logwarren/common';
import { byAge, type FoundFile, keyOf } from '../finding/find-files.ts';
import { isCompressedName } from '../finding/rotated-name.ts';
import type { OpenFile } from '../identity/open-found.ts';
import { isAmong } from '../identity/same-bytes.ts';

/**
 * A file may be renamed or compressed between the moments when it is found and opened: then the search starts again.
 */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;
/** With these pauses, more than a second passes. */
const ATTEMPTS_ON_FUSE = 7;

/** Files that nobody has read. */
interface MissedFiles {
  /** Oldest first. */
  opened: OpenFile[];
  /** Files that were there, but disappeared before they could be opened. */
  gone: FoundFile[];
  /** Files that could not be read, and why. */
  unreadable: Map<string, string>;
}

interface OpenMissedOptions {
  /** A name may show its target of a second ago, and the check takes longer, so looks continue until two agree. */
  isOnFuse?: boolean;
  /** Files that may have been missed, as they are there now. */
  list: () => Promise<FoundFile[]>;
  /** See `openFound`; `known` for a file that is or was read. */
  open: (
    file: FoundFile,
    packed: 'unpack' | 'unpack-written',
  ) => Promise<OpenFile | 'known' | { reason: string } | undefined>;
}

/** Opens missed files while rotation keeps renaming and compressing them. */
export async function openMissed(options: OpenMissedOptions): Promise<MissedFiles> {
  const opened = new Map<string, OpenFile>();
  const gone = new Map<string, FoundFile>();
  let unreadable = new Map<string, string>();
  let foundLater = 0;
  const { isOnFuse, list, open } = options;
  const attempts = isOnFuse ? ATTEMPTS_ON_FUSE : ATTEMPTS;
  let before = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const files = withoutHalfPacked(await list());
    const now = isOnFuse ? files.map((file) => `${file.path} ${keyOf(file)}`).join() : '';
    let isSettled = gone.size <= foundLater && now === before;
    before = now;
    unreadable = new Map();
    for (const file of files) {
      gone.delete(keyOf(file));
      const each = opened.has(keyOf(file))
        ? 'known'
        : await open(file, attempt < attempts ? 'unpack' : 'unpack-written');
      if (each === 'known') continue;
      if (each === undefined) isSettled = false;
      // A file that disappears during the last look may still be somewhere.
      if (each === undefined && attempt < attempts) gone.set(keyOf(file), file);
      if (each === undefined) continue;
      // A file that is half written now is complete at a later look.
      const isHalf = !('reason' in each) && each.bytes.damage !== undefined && attempt < attempts;
      if (isHalf) isSettled = false;
      if (isHalf) await each.bytes.close();
      else if ('reason' in each) unreadable.set(file.path, each.reason);
      else if (await isAmong(each, opened.values())) await each.bytes.close();
      else {
        opened.set(keyOf(file), each);
        if (attempt > 1 && isCompressedName(file.path)) foundLater++;
      }
    }
    if (isSettled && unreadable.size === 0) break;
    if (attempt < attempts) await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
  return {
    opened: [...opened.values()].sort((a, b) => byAge(a.file, b.file)),
    // A compressed file found later is the one that had disappeared.
    gone: [...gone.values()].slice(foundLater),
    unreadable,
  };
}

/** While a file is there, the program that compresses it has not finished. */
function withoutHalfPacked(files: readonly FoundFile[]): FoundFile[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.filter(({ path }) => !isCompressedName(path) || !paths.has(path.replace(/\.[^.]+$/, '')));
}
