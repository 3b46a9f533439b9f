import { messageOf } from '@logwarren/common/tool';

const NO_TLS = 'the server there does not speak TLS; write http:// instead of https://';
const NO_HTTP = 'the server there does not speak HTTP; if it expects TLS, write https://';
const CUT_OFF = 'it ended the connection without an answer; if it expects TLS, write https://';
const SILENT = 'nothing answers at this address';

/** Plain words for error codes of Node.js, undici and OpenSSL. */
const PROBLEMS: Readonly<Record<string, string>> = Object.freeze({
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host with this name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: SILENT,
  EHOSTUNREACH: SILENT,
  ENETUNREACH: SILENT,
  UND_ERR_CONNECT_TIMEOUT: SILENT,
  ECONNRESET: CUT_OFF,
  UND_ERR_SOCKET: CUT_OFF,
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
});

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Explains why a connection failed, by the first code in an error and its causes that has plain words. */
export function connectionProblem(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = causeOf(each)) {
    const { code, name } = each as NodeJS.ErrnoException;
    if (name === 'TimeoutError') return 'it does not answer in time';
    if (name === 'HTTPParserError') return NO_HTTP;
    if (each.message === 'bad port') return 'this port belongs to another protocol, so HTTP clients refuse to use it';
    if (code === undefined) continue;
    if (Object.hasOwn(PROBLEMS, code)) return PROBLEMS[code] as string;
    if (code.startsWith('HPE_')) return NO_HTTP;
    if (UNTRUSTED.has(code))
      return 'no known authority has signed its certificate; name its authority in NODE_EXTRA_CA_CERTS';
  }
  return messageOf(error);
}

function causeOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}
