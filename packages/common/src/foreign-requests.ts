import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { AppError } from './app-error.ts';

/**
 * Keeps pages of the internet away from the HTTP ports, which ask for no login. A browser on a machine that reaches a port
 * reaches it for every page that it shows, in two ways:
 *
 * - DNS rebinding: `evil.example` answers first with its own address, then with 127.0.0.1. For the browser a page from there
 *   and our answers are of one origin, so the page may read them. The header `Host` still says `evil.example`.
 * - A form, or `fetch` with `text/plain`: sent without asking us first (no CORS preflight). The page cannot read the answer,
 *   but what the request does is done. The headers `Origin` and `Sec-Fetch-Site` say where the page is from.
 *
 * Page scripts can set none of these headers. Programs other than browsers send no `Origin` and may write any `Host`.
 */

/** Requests that change nothing: a foreign page may make them, for a link is one, but cannot read the answer. */
const READING = new Set(['GET', 'HEAD']);
const HOST = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i;

export interface ForeignRequestOptions {
  /** Address that the port listens on; if it is a name, requests may name it. */
  host: string;
  /** Further names of this port, as `hostNames` reads them. */
  allowed: readonly string[];
  /** Variable that holds `allowed`, for the message. */
  variable: string;
}

/** A request that a page of another site made, or that does not name this port. */
export class ForeignRequestError extends AppError {
  readonly statusCode = 403;
}

/**
 * Makes the check that every route of a port begins with, whatever the route does.
 *
 * IP addresses may always be named: nobody can have them lead elsewhere, and probes name them.
 *
 * @returns throws ForeignRequestError for a request that may not be answered
 */
export function createForeignRequestCheck({ host, allowed, variable }: ForeignRequestOptions) {
  const named = new Set(allowed);
  const own = new Set(['localhost', host.toLowerCase(), ...allowed]);
  return ({ method, headers }: { method: string; headers: IncomingHttpHeaders }): void => {
    // Only HTTP/1.0 may leave it out; browsers never do.
    if (headers.host !== undefined && !isOwn(headers.host, own)) {
      const message = `this port is not known as ${quoted(headers.host)}; if it should be, add the name to ${variable}`;
      throw new ForeignRequestError('host-not-allowed', message);
    }
    if (READING.has(method) || !isOfForeignPage(headers, named)) return;
    const from = headers.origin === undefined ? 'another site' : quoted(headers.origin);
    const message = `a page of ${from} may not change or send anything here; if it is ours, add its host to ${variable}`;
    throw new ForeignRequestError('origin-not-allowed', message);
  };
}

function isOwn(host: string, own: ReadonlySet<string>): boolean {
  const [, ipv6, name = ''] = HOST.exec(host) ?? [];
  if (ipv6 !== undefined) return isIP(ipv6) === 6;
  return isIP(name) === 4 || own.has(name.toLowerCase().replace(/\.$/, ''));
}

function isOfForeignPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders, named: ReadonlySet<string>) {
  if (origin === undefined) return site === 'cross-site' || site === 'same-site';
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return true;
  const page = new URL(origin);
  // A proxy may pass on another `Host` than the browser named, and another port.
  if (named.has(page.hostname)) return false;
  // TLS may end at a proxy, so the scheme is taken from the page; it decides which port goes without saying.
  const here = `${page.protocol}//${host}`;
  return !URL.canParse(here) || new URL(here).host !== page.host || site === 'cross-site' || site === 'same-site';
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
