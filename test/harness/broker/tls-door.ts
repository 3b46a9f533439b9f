import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';

const DIR = join(import.meta.dirname, '..', '..', 'fixtures', 'tls');
const read = (name: string) => readFileSync(join(DIR, `${name}.pem`));

/** Certificates of test/fixtures/tls, for localhost and 127.0.0.1: until 2120, and until January 2020. */
type Certificate = 'good' | 'expired';

/** TLS in front of a server that has none. */
interface TlsDoor extends AsyncDisposable {
  /** The server's URL with the door's scheme, host and port. */
  url: string;
  /** Shows another certificate from now on, and ends all connections. */
  show(certificate: Certificate): void;
}

/** Environment of a process that trusts a certificate within its dates. */
export function trustEnv(certificate: Certificate): Record<string, string> {
  return { NODE_EXTRA_CA_CERTS: join(DIR, `${certificate}.pem`) };
}

/** @param target URL of the server, `amqp://…` */
export async function openTlsDoor(target: string, certificate: Certificate): Promise<TlsDoor> {
  const { hostname, port } = new URL(target);
  const key = read('key');
  const sockets = new Set<TLSSocket>();
  const server = createServer({ key, cert: read(certificate) }, (socket) => {
    sockets.add(socket);
    const behind = connect(Number(port), hostname);
    socket.pipe(behind).pipe(socket);
    for (const [one, other] of [[socket, behind] as const, [behind, socket] as const]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {}); // the client does not trust us: the point
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: ownPort } = server.address() as AddressInfo;
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: target.replace('amqp://', 'amqps://').replace(`@${hostname}:${port}`, `@127.0.0.1:${ownPort}`),
    show(shown) {
      server.setSecureContext({ key, cert: read(shown) });
      endAll();
    },
    async [Symbol.asyncDispose]() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
