import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { StackError } from '../home/stack-error.ts';
import { processGroup } from './process-identity.ts';

const LOOPBACK = '127.0.0.1';
/** How many ports above the usual one are searched for a free one. */
const SEARCHED_PORTS = 200;
/** State "listening" in /proc/net/tcp. */
const LISTENING = '0A';

/**
 * Keeps a port of the loopback address from others until disposed, and closes every connection to it; undefined if the
 * port is taken.
 */
export async function holdPort(port: number): Promise<AsyncDisposable | undefined> {
  return await listen(port);
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await once(server.listen({ host: LOOPBACK, port }), 'listening');
    return server;
  } catch {
    return undefined;
  }
}

/** The port, if a program could listen on it now; 0 asks the system for any free port. */
async function listenOnce(port: number): Promise<number | undefined> {
  await using server = await listen(port);
  return (server?.address() as AddressInfo | undefined)?.port;
}

/** True if a program could listen on the port of the loopback address now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/**
 * Finds a free port of the loopback address.
 *
 * @param usual tried first, then the ports above it; 0 for any
 * @param taken ports promised to programs that do not listen yet; the result is added
 */
export async function findFreePort(usual: number, taken: Set<number> = new Set()): Promise<number> {
  for (let step = 0; step < SEARCHED_PORTS; step++) {
    const wanted = usual === 0 ? 0 : usual + step;
    if (taken.has(wanted)) continue;
    const port = await listenOnce(wanted);
    if (port === undefined || taken.has(port)) continue;
    taken.add(port);
    return port;
  }
  throw new StackError('no-free-port', `no free port from ${usual} to ${usual + SEARCHED_PORTS - 1}`);
}

/**
 * Names the process that listens on a port: `pid 4711 (node server.js)`; undefined if the system does not show it
 * (another user's process, no /proc).
 */
export function portOwner(port: number): string | undefined {
  const inodes = allListeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return `pid ${pid} (${commandOf(pid)})`;
  }
  return undefined;
}

/**
 * True if the listener on a port is a process of the group, and not another program that was faster. Without /proc this
 * is unknown and counts as true.
 */
export function isListening(group: number, port: number): boolean {
  if (process.platform !== 'linux') return true;
  const inodes = allListeningInodes(port);
  if (inodes.size === 0) return false;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && processGroup(Number(name)) === group);
  return pids.some((pid) => holdsSocket(pid, inodes));
}

function allListeningInodes(port: number): Set<string> {
  return new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
}

/** Socket inodes that listen on a port, from a table of the kernel. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readOr(table, '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING)
    .map((fields) => fields[9] ?? '');
}

function holdsSocket(pid: string, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false; // the process is gone, or is not ours to inspect
  }
}

function commandOf(pid: string): string {
  const command = readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ').trim();
  return command.length > 80 ? `${command.slice(0, 79)}…` : command || 'unknown program';
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}
