import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { chmod, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Files that hold what others logged, so nobody but their owner reads them, whatever the umask is; and that are there
 * after a power failure once they were said to be.
 *
 * Network shares, FUSE and mounted Windows disks may refuse to change modes or to sync directories. That stops nothing:
 * the files are used as the volume keeps them, and `volumeRefusals` says what is missing.
 */

const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
/** A volume cannot do it, or its mount does not allow it; anything else is a failure. */
const REFUSALS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

/**
 * Makes a directory for its owner alone, at the start of a process.
 *
 * @param isOurs told each name in a directory that is there already: it is closed to others only if all in it is ours,
 *   because somebody may have named `/tmp`
 */
export function makePrivateDirectory(path: string, isOurs: (name: string) => boolean): void {
  const isNew = makeDirectories(resolve(path));
  if ((statSync(path).mode & 0o777) === OWNER_ONLY_DIRECTORY) return;
  if (!isNew && !readdirSync(path).every(isOurs)) return;
  try {
    chmodSync(path, OWNER_ONLY_DIRECTORY);
  } catch {
    // Somebody else's directory, such as a mounted volume, stays as it is; the files in it are private by themselves.
  }
}

/**
 * Makes a directory, and those above it, for the owner alone. Node's own `recursive` never comes back where the system has no
 * such name and takes none, as in `/proc`: it makes the directory above, which is there, and tries again.
 *
 * @param path absolute
 * @returns false when it was there
 */
function makeDirectories(path: string): boolean {
  let error = tryMakeDirectory(path);
  if (error?.code === 'ENOENT') {
    makeDirectories(dirname(path));
    // Others may make the same ones at the same time, so neither this error nor the one above says who was first.
    error = tryMakeDirectory(path);
  }
  if (error === undefined) return true;
  if (isDirectory(path)) return false;
  throw error;
}

function tryMakeDirectory(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path, OWNER_ONLY_DIRECTORY);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Opens a file for its owner alone; one that others could read is closed to them.
 *
 * @param flags those of `open`
 */
export async function openPrivateFile(path: string, flags: string): Promise<FileHandle> {
  const file = await open(path, flags, OWNER_ONLY);
  try {
    await isGranted(() => file.chmod(OWNER_ONLY));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Closes a file to others. Does nothing to one that is somebody else's. */
export async function makeFilePrivate(path: string): Promise<void> {
  await chmod(path, OWNER_ONLY).catch(() => {});
}

/** Puts the names of a directory on the disk itself: a file that was made or renamed is there after a power failure. */
export async function syncDirectory(path: string): Promise<void> {
  await isDirectorySynced(path);
}

async function isDirectorySynced(path: string): Promise<boolean> {
  const directory = await open(path, 'r');
  return await isGranted(() => directory.sync()).finally(() => directory.close());
}

/** False when the volume refuses. */
async function isGranted(request: () => Promise<void>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (REFUSALS.includes((error as NodeJS.ErrnoException).code)) return false;
    throw error;
  }
}

/**
 * Tries out, with a file called `probe`, what the volume of a directory refuses.
 *
 * @returns a sentence for each promise that cannot be kept there; none when the directory cannot be written to at all
 */
export async function volumeRefusals(directory: string): Promise<string[]> {
  const path = join(directory, 'probe');
  try {
    await using file = await open(path, 'w', OWNER_ONLY);
    const isPrivate = await isGranted(() => file.chmod(OWNER_ONLY));
    const isDurable = await isDirectorySynced(directory);
    return [
      ...(isPrivate ? [] : ['The volume refuses to change modes: files may be readable by others.']),
      ...(isDurable ? [] : ['The volume refuses to sync directories: new files may be gone after a power failure.']),
    ];
  } catch {
    return [];
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}

/** Replaces a private file so that a crash, or a power failure, leaves either the old or the new one. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await openPrivateFile(beside, 'w');
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncDirectory(dirname(path));
}
