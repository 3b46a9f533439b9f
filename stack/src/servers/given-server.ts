import { once } from 'node:events';
import { connect } from 'node:net';
import { AMQP_URL, delay, MONGO_URL, messageOf, redactUrl } from '@logwarren/common';
import { StackError } from '../home/stack-error.ts';
import type { Update } from '../report/progress.ts';
import type { Server } from './server/server.ts';

/** Servers that already run, named by AMQP_URL and MONGO_URL. */

const WAIT_MS = 60_000;
const CONNECT_MS = 5_000;
const POLL_MS = 1_000;
const USUAL_PORTS: Readonly<Record<string, number>> = { amqp: 5672, amqps: 5671, mongodb: 27017 };
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
};

/** Address at which to look for a server. */
interface Address {
  host: string;
  port: number;
}

/**
 * Refuses addresses that no service would accept, before anything is started.
 *
 * @throws StackError that names each variable and what it should be
 */
export function checkGivenUrls(given: { amqpUrl?: string; mongoUrl?: string }): void {
  const problems = [
    ...faultsOf('AMQP_URL', AMQP_URL.safeParse(given.amqpUrl)),
    ...faultsOf('MONGO_URL', MONGO_URL.safeParse(given.mongoUrl)),
  ];
  if (problems.length > 0) throw new StackError('given-invalid', problems.join('; '));
}

function faultsOf(variable: string, { error }: { error?: { issues: { message: string }[] } }): string[] {
  return (error?.issues ?? []).map(({ message }) => `${variable} is wrong: ${message}`);
}

/** The addresses in a URL of RabbitMQ or MongoDB; empty if only the driver can find them. */
export function addressesOf(url: string): Address[] {
  const [, scheme = '', rest = ''] = /^([a-z+]+):\/\/([^/?#]*)/.exec(url) ?? [];
  const usual = USUAL_PORTS[scheme];
  if (usual === undefined) return [];
  const hosts = rest.slice(rest.lastIndexOf('@') + 1).split(',');
  return hosts.flatMap((each) => {
    const [, host = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(each) ?? [];
    // MongoDB's driver also takes the path of a local socket.
    return host.includes('%') ? [] : [{ host: host || '127.0.0.1', port: port === undefined ? usual : Number(port) }];
  });
}

/**
 * Opens a server that already runs. Waits until something listens at its address, and reports the problem until then.
 *
 * @throws StackError when nothing listens within a minute
 */
export async function openGivenServer(
  url: string,
  { update, signal, waitMs = WAIT_MS }: { update: Update; signal: AbortSignal; waitMs?: number },
): Promise<Server> {
  const description = `the one given, ${redactUrl(url)}`;
  const addresses = addressesOf(url);
  const deadline = performance.now() + waitMs;
  for (let told = ''; ; ) {
    const problem = await problemOf(addresses, signal);
    if (problem === undefined) break;
    if (performance.now() >= deadline) {
      throw new StackError('given-unreachable', `${description}, cannot be reached: ${problem}`);
    }
    if (problem !== told) update(`${description}: ${problem}; waiting for it`);
    told = problem;
    await delay(Math.min(POLL_MS, waitMs), signal);
  }
  update(description, 'fleeting');
  return { url, description, [Symbol.asyncDispose]: async () => {} };
}

/** Why none of the addresses accepts a connection; undefined if one does, or if no address is given. */
async function problemOf(addresses: readonly Address[], signal: AbortSignal): Promise<string | undefined> {
  const problems = await Promise.all(addresses.map((address) => tryAddress(address, signal)));
  return problems.every((problem) => problem !== undefined) && problems.length > 0 ? problems.join(', ') : undefined;
}

async function tryAddress({ host, port }: Address, signal: AbortSignal): Promise<string | undefined> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]) });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = code === 'ABORT_ERR' ? 'no answer' : (REASONS[code] ?? messageOf(error));
    return `${host}:${port}: ${reason}`;
  } finally {
    socket.destroy();
  }
}
