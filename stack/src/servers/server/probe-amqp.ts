import { connect } from 'node:net';

const PROTOCOL_HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');
const METHOD_FRAME = 1;
const PROBE_MS = 2_000;

/** True if a broker answers an AMQP 0-9-1 greeting: it does so only after its boot. */
export async function answersAmqp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(PROBE_MS, () => finish(false));
    socket.once('connect', () => socket.write(PROTOCOL_HEADER));
    socket.once('data', (data) => finish(data[0] === METHOD_FRAME));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
