import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One way through the proxy, or both. */
type Direction = 'to-server' | 'to-client' | 'both';

/** A door in front of a server, through which a test disturbs the link while a service runs. */
export interface TcpProxy extends AsyncDisposable {
  /** The server's URL with the proxy's host and port. */
  url: string;
  /** Connections that clients have opened since the start, without refused ones. */
  readonly accepted: number;
  /** Ends all connections and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Ends all connections; new ones work. */
  cut(): void;
  /** Leaves the present connections open, but lets nothing through any more, like a lost link; new ones work. */
  freeze(): void;
  /**
   * Lets nothing through that way, on present and new connections, until it is called with undefined. Then the held
   * bytes follow, as TCP would have sent them again: no network leaves a gap in a stream.
   */
  blackHole(direction: Direction | undefined): void;
  /** Holds each chunk for so long, on present and new connections. */
  delay(ms: number): void;
}

/**
 * Opens a proxy.
 *
 * @param target URL of the server
 * @param isOpen false to start with a shut door
 */
export async function openTcpProxy(target: string, isOpen = true): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const proxy = new Door(hostname, Number(port));
  await proxy.listen(0);
  if (!isOpen) await proxy.shut();
  const url = new URL(target);
  url.host = `127.0.0.1:${proxy.port}`;
  return Object.assign(proxy, { url: url.href });
}

class Door {
  url = '';
  port = 0;
  accepted = 0;
  readonly #hostname: string;
  readonly #targetPort: number;
  /** By the direction of the bytes read from them. */
  readonly #sockets = new Map<Socket, 'to-server' | 'to-client'>();
  readonly #frozen = new WeakSet<Socket>();
  #server: Server | undefined;
  #hole: Direction | undefined;
  #delayMs = 0;

  constructor(hostname: string, targetPort: number) {
    this.#hostname = hostname;
    this.#targetPort = targetPort;
  }

  async listen(port: number): Promise<void> {
    this.#server = createServer((client) => this.#relay(client)).listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async open(): Promise<void> {
    await this.listen(this.port);
  }

  async shut(): Promise<void> {
    if (!this.#server?.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  cut(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  freeze(): void {
    for (const socket of this.#sockets.keys()) this.#frozen.add(socket.pause());
  }

  blackHole(direction: Direction | undefined): void {
    this.#hole = direction;
    for (const socket of this.#sockets.keys()) this.#readOn(socket);
  }

  delay(ms: number): void {
    this.#delayMs = ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shut();
  }

  #relay(client: Socket): void {
    this.accepted += 1;
    const upstream = connect(this.#targetPort, this.#hostname);
    this.#pass(client, upstream, 'to-server');
    this.#pass(upstream, client, 'to-client');
  }

  #pass(from: Socket, to: Socket, direction: 'to-server' | 'to-client'): void {
    this.#sockets.set(from, direction);
    from.setNoDelay(true);
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on('end', () => to.end());
    from.on('data', (chunk) => this.#forward(chunk, from, to));
    to.on('drain', () => this.#readOn(from));
    this.#readOn(from);
  }

  /** Reads the bytes of a socket, or leaves them in the buffers of the kernel. */
  #readOn(from: Socket): void {
    const isHeld = this.#hole === 'both' || this.#hole === this.#sockets.get(from);
    if (isHeld || this.#frozen.has(from)) from.pause();
    else from.resume();
  }

  #forward(chunk: Buffer, from: Socket, to: Socket): void {
    const write = () => {
      if (!to.destroyed && !to.write(chunk)) from.pause();
    };
    // Equal waits end in the order in which they began, so chunks keep theirs.
    if (this.#delayMs > 0) setTimeout(write, this.#delayMs);
    else write();
  }
}
