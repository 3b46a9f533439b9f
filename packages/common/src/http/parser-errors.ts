import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Answers to bytes that the HTTP parser refuses before there is a request, by its error code. */
const REFUSALS: Readonly<Record<string, readonly [status: number, message: string]>> = Object.freeze({
  HPE_HEADER_OVERFLOW: [431, 'the first line and the headers of a request have at most 16 KiB together; send less'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the extensions of chunks are too long; leave them out'],
  HPE_INVALID_METHOD: [400, 'the method is not one of HTTP; if TLS was meant, this port does not speak it'],
});
const ANY = [400, 'this is not an HTTP request'] as const;

/**
 * Makes the handler for bytes that are not HTTP. It has only the socket, so it writes the answer itself, in the shape of
 * all errors.
 *
 * @param codeOf the code of a status
 */
export function createParserErrorHandler(codeOf: (status: number) => string) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, message] = REFUSALS[error.code ?? ''] ?? ANY;
    const body = JSON.stringify({ error: { code: codeOf(status), message } });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `x-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  };
}
