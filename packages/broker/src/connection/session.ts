import type { Socket } from 'node:net';
import { AppError, abortable, CERTIFICATE_FAULTS, redactUrl, settledWithin } from '@logwarren/common';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { HEARTBEAT_SECONDS, parseUrl } from './broker-url.ts';
import { BrokerRefusedError, BrokerUntrustedError, TopologyConflictError } from './errors.ts';

/**
 * One life of a connection with its one channel: opened, used until it ends for any reason, never repaired.
 *
 * A delivery tag means something only on the channel it came from, so code that acknowledges keeps the session and checks
 * `ended` first. Errors of connection and channel end the session; nobody else listens to them.
 */

const CONNECT_TIMEOUT_MS = 10_000;
const SET_UP_TIMEOUT_MS = 15_000;
const CLOSE_TIMEOUT_MS = 2_000;

/** An open connection and its channel, usable until `ended` aborts. */
export interface Session<C extends Channel = Channel> {
  readonly channel: C;
  readonly model: ChannelModel;
  /** Aborted when connection or channel has closed; the reason is an Error that says why. */
  readonly ended: AbortSignal;
  /** Ends it now, as if the link were cut; the fate of everything that the broker has not acknowledged stays unknown. */
  kill(reason: string): void;
  /**
   * Ends it in an orderly way, so that the acks sent before arrive; takes at most 4 s. Needed after `ended` as well: a
   * closed channel leaves its connection open, and a lost connection its socket.
   */
  close(): Promise<void>;
}

/** How a session is opened. */
export interface SessionOptions<C extends Channel> {
  url: string;
  /** Shown by RabbitMQ beside the connection. */
  name: string;
  openChannel: (model: ChannelModel) => Promise<C>;
  /** Declares and subscribes; takes at most 15 s. */
  setUp: (session: Session<C>) => Promise<void>;
}

/**
 * Connects, opens the channel and sets it up.
 *
 * @param signal stops waiting; a connection that is established later is closed
 * @throws BrokerUrlError, BrokerRefusedError, BrokerUntrustedError, TopologyConflictError: waiting does not help. Others:
 *   try again
 */
export async function openSession<C extends Channel>(
  options: SessionOptions<C>,
  signal: AbortSignal,
): Promise<Session<C>> {
  const connecting = connectTo(options.url, options.name);
  let model: ChannelModel;
  try {
    model = await abortable(connecting, signal);
  } catch (error) {
    connecting.then(discard, () => {});
    throw explain(error, options.url);
  }
  const end = new AbortController();
  const untilEnd = <T>(step: Promise<T>) => untilAborted(step, end.signal);
  const endBecause = (cause: unknown) => end.abort(cause instanceof Error ? cause : new Error('connection closed'));
  model.on('error', endBecause);
  model.on('close', endBecause);
  const cut = (reason: string) => {
    destroySocket(model, new Error(reason));
    // amqplib does not notice a socket that is destroyed already.
    endBecause(new Error(reason));
  };
  const timer = setTimeout(cut, SET_UP_TIMEOUT_MS, 'setting up the channel took too long');
  const onAbort = () => cut('stopping');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const channel = await untilEnd(options.openChannel(model));
    channel.on('error', endBecause);
    channel.on('close', () => endBecause(new Error('channel closed')));
    const session = { channel, model, ended: end.signal, kill: cut, close: () => closeSession(model, channel) };
    await untilEnd(options.setUp(session));
    end.signal.throwIfAborted();
    return session;
  } catch (error) {
    discard(model);
    throw explain(error, options.url);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function connectTo(url: string, name: string): Promise<ChannelModel> {
  const { address, login } = parseUrl(url);
  return connect(address, {
    timeout: CONNECT_TIMEOUT_MS,
    noDelay: true,
    keepAlive: true,
    keepAliveDelay: HEARTBEAT_SECONDS * 1000,
    clientProperties: { connection_name: `logwarren ${name}` },
    ...(login ? { credentials: login } : {}),
  });
}

/**
 * amqplib gives a code for channel errors, only a text for the handshake, and hardly a text for a refused virtual host.
 */
function explain(error: unknown, url: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  if (error.message === 'connect ETIMEDOUT') return silentError(url, error);
  if (code === 403 || error.message.includes('ACCESS_REFUSED')) return new BrokerRefusedError(url, error);
  if (error.message.startsWith('Expected ConnectionOpenOk; got <ConnectionClose')) {
    return new BrokerRefusedError(url, 'the virtual host does not exist, or the user may not use it');
  }
  if (CERTIFICATE_FAULTS.has(code)) return new BrokerUntrustedError(url, error);
  return code === 406 ? new TopologyConflictError(url, error) : error;
}

/** amqplib's own text names no address, and the listener there may not be RabbitMQ. */
function silentError(url: string, cause: Error): Error {
  return new Error(`${redactUrl(url)} does not answer within ${CONNECT_TIMEOUT_MS / 1000} seconds`, { cause });
}

/**
 * The channel closes before the connection: acks wait in the channel's buffer, and closing the connection overtakes them.
 * Neither call ever settles on a dead link, so both have a limit.
 */
async function closeSession(model: ChannelModel, channel: Channel): Promise<void> {
  const answers = await endsInTime(() => channel.close());
  if (answers) await endsInTime(() => model.close());
  destroySocket(model, new Error('closed'));
}

function endsInTime(close: () => Promise<void>): Promise<boolean> {
  return settledWithin(attempt(close), CLOSE_TIMEOUT_MS);
}

/**
 * Waits for a step of setting up, but no longer than its connection lasts: amqplib never settles `channel.close()` when
 * the connection is lost meanwhile. A rejection of the step itself says more than the end of the connection, so it wins.
 */
async function untilAborted<T>(step: Promise<T>, ended: AbortSignal): Promise<T> {
  const late = new AbortController();
  const onEnd = () => setImmediate(() => late.abort(ended.reason));
  if (ended.aborted) onEnd();
  else ended.addEventListener('abort', onEnd, { once: true });
  try {
    return await abortable(step, late.signal);
  } finally {
    ended.removeEventListener('abort', onEnd);
  }
}

/** Closes a connection that is no longer needed, without waiting for it. */
function discard(model: ChannelModel): void {
  model.on('error', () => {});
  setTimeout(destroySocket, CLOSE_TIMEOUT_MS, model, new Error('discarded')).unref();
  attempt(() => model.close()).catch(() => {});
}

/** Rejects where amqplib throws synchronously. */
async function attempt(operation: () => Promise<unknown>): Promise<void> {
  await operation();
}

/** amqplib notices a socket's 'error', but not that it was destroyed without one. Its types do not show the socket. */
function destroySocket(model: ChannelModel, reason: Error): void {
  (model.connection as unknown as { stream: Socket }).stream.destroy(reason);
}
