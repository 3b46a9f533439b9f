import { redactUrl, splitLogin } from '@logwarren/common/tool';
import { UsageError } from '../exit/errors.ts';

/** Where a service is. */
interface ApiAddress {
  /** Without a slash at the end, and without user and password. */
  base: string;
  /** Headers of every request: the login for a proxy in front of the service, if the address has one. */
  headers: Readonly<Record<string, string>>;
}

/** An address without its scheme, as a browser takes it. */
const HOST_AND_PORT = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\]):\d{1,5}(?:\/|$)/i;

/**
 * Reads an address that a person wrote.
 *
 * @param options that name it, for the message
 * @throws UsageError
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
