import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A door in front of a server, to be shut and opened again while a service runs. */
export interface TcpProxy extends AsyncDisposable {
  /** The server's URL with the proxy's host and port. */
  url: string;
  /** Ends all connections and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Leaves the present connections open, but lets nothing through any more, as a lost link does; new ones work. */
  freeze(): void;
}

/**
 * Opens a proxy.
 *
 * @param target URL of the server
 * @param isOpen false to begin with a shut door
 */
export async function openTcpProxy(target: string, isOpen = true): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const relay = (client: Socket) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  };
  let server: Server = createServer(relay).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  const shut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  if (!isOpen) await shut();
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    shut,
    async open() {
      server = createServer(relay).listen(own, '127.0.0.1');
      await once(server, 'listening');
    },
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    [Symbol.asyncDispose]: shut,
  };
}
