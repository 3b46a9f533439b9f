import { redactUrl, splitLogin } from '@logwarren/common/tool';
import { UsageError } from '../exit/exit-codes.ts';

/** Address of a service. */
interface ApiAddress {
  /** The URL without a slash at its end, and without user and password. */
  base: string;
  /** Headers of every request: the login from the address, if it has one, for a proxy in front of the service. */
  headers: Readonly<Record<string, string>>;
}

/** An address without a scheme, such as a browser accepts. */
const HOST_AND_PORT = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\]):\d{1,5}(?:\/|$)/i;

/**
 * Reads the address of a service.
 *
 * @param text as the user wrote it
 * @param options that gave the address, for the error
 * @throws UsageError when it is no HTTP address
 */
export function parseAddress(text: string, options: string): ApiAddress {
  const written = HOST_AND_PORT.test(text) ? `http://${text}` : text;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${JSON.stringify(redactUrl(text))} is not an address (${options}); write http://HOST:PORT`);
  }
  Object.assign(url, { search: '', hash: '' });
  const { address, headers } = splitLogin(url);
  return { base: address.replace(/\/+$/, ''), headers };
}
