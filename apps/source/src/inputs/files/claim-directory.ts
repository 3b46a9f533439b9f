import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@logwarren/common';
import { CheckpointError } from './checkpoint.ts';

/** Another process uses the state directory: both would read the same files and overwrite each other's checkpoint. */
export class DirectoryInUseError extends AppError {
  constructor(directory: string, cause: unknown) {
    const advice = 'give each its own SOURCE_STATE_DIR, or name all files in one';
    super('state-directory-in-use', `${directory} is used by another source; ${advice}`, { cause });
  }
}

/**
 * Makes a directory and claims it for this process, until disposed or until the process ends, however it ends.
 *
 * The claim is a local socket that listens under a name made from the directory: unlike a lock file it cannot outlive
 * its process. It does not see processes in other containers.
 *
 * @throws DirectoryInUseError; CheckpointError when it cannot be made
 */
export async function claimDirectory(directory: string): Promise<AsyncDisposable> {
  const address = socketAddress(await makeDirectory(directory));
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await isAlive(address)) throw new DirectoryInUseError(directory, error);
    await rm(address, { force: true });
    await listen(server, address);
  }
  return server.unref();
}

async function makeDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    return await realpath(directory);
  } catch (error) {
    throw new CheckpointError(`cannot use ${directory} (SOURCE_STATE_DIR)`, error);
  }
}

/** Linux and Windows have names that vanish with the process; elsewhere it is a file that may be left behind. */
function socketAddress(directory: string): string {
  const name = `logwarren-source-${createHash('sha256').update(directory).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function listen(server: Server, address: string): Promise<void> {
  server.listen(address);
  await once(server, 'listening');
}

async function isAlive(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
