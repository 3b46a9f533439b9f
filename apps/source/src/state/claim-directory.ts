import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type Logger, makePrivateDirectory, volumeRefusals } from '@logwarren/common';

/** Variables that name directories which one process uses exclusively. */
type DirectoryVariable = 'SOURCE_STATE_DIR' | 'SOURCE_SPOOL_DIR';

/** Names of the files that a source makes here: the checkpoint, segments of the spool, and the probe of the volume. */
const OUR_FILES = /^(?:files\.json(?:\.new)?|\d{12}\.spool|probe)$/;

/** Another process uses the directory: both would read and overwrite the same files. */
export class DirectoryInUseError extends AppError {
  constructor(directory: string, variable: DirectoryVariable, cause: unknown) {
    const advice = `stop it, or give each its own ${variable}`;
    super('state-directory-in-use', `${directory} is used by another source; ${advice}`, { cause });
  }
}

/**
 * Makes a directory, readable by its owner alone, and claims it for this process, until disposed or until the process
 * ends in any way.
 *
 * The claim is a local socket that listens under a name derived from the directory. Unlike a lock file, it cannot
 * outlive its process. It does not reach processes in other containers.
 *
 * @param variable that names the directory; one directory may serve two
 * @param log gets one warning for each promise that the volume cannot keep
 * @throws DirectoryInUseError; the error of the file system if it cannot be made
 */
export async function claimDirectory(
  directory: string,
  variable: DirectoryVariable,
  log: Logger,
): Promise<AsyncDisposable> {
  makePrivateDirectory(directory, (name) => OUR_FILES.test(name));
  const claim = await claimName(variable === 'SOURCE_STATE_DIR' ? 'source' : 'spool', await realpath(directory));
  if (claim === undefined)
    throw new DirectoryInUseError(directory, variable, new Error('another process has claimed it'));
  for (const refusal of await volumeRefusals(directory)) log.warn({ directory, variable }, refusal);
  return claim;
}

/**
 * Claims a name on this machine for this process, until disposed or until the process ends in any way.
 *
 * @returns undefined when another process has it
 */
export async function claimName(
  kind: 'source' | 'spool' | 'file' | 'journal',
  name: string,
): Promise<AsyncDisposable | undefined> {
  const address = socketAddress(kind, name);
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await isAlive(address)) return undefined;
    await rm(address, { force: true });
    await listen(server, address);
  }
  return server.unref();
}

/** On Linux and Windows the name disappears with the process; elsewhere it is a file that may be left over. */
function socketAddress(kind: string, claimed: string): string {
  const name = `logwarren-${kind}-${createHash('sha256').update(claimed).digest('hex').slice(0, 32)}`;
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
