import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { AppError } from '../errors/app-error.ts';

/**
 * Keeps pages of the internet away from the HTTP ports, which ask for no login. If a machine can reach a port, so can
 * every page in its browser, in two ways:
 *
 * - DNS rebinding: `evil.example` answers first with its own address, then with 127.0.0.1. To the browser, a page from
 *   there and our answers have the same origin, so the page may read them. The header `Host` still says `evil.example`.
 * - A form, or `fetch` with `text/plain`: sent without asking us first (no CORS preflight). The page cannot read the
 *   answer, but the request takes effect. The headers `Origin` and `Sec-Fetch-Site` name the origin of the page.
 *
 * Requests that only read are answered: a link is such a request, and the page that made it cannot read the answer. The
 * exception is an answer that holds something scarce for long (an export, a tail): a page could take it from everybody
 * else without any click.
 *
 * Page scripts cannot set these headers. Programs other than browsers send no `Origin` and may write any `Host`.
 */

/** Requests that change nothing. */
const READING = new Set(['GET', 'HEAD']);
const HOST = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i;

interface ForeignRequestOptions {
  /** Address that the port listens on; if it is a name, requests may name it. */
  host: string;
  /** Further names of this port, as `hostNames` reads them. */
  allowed: readonly string[];
  /** Variable that holds `allowed`, for the message. */
  variable: string;
}

/** The parts of a request that the check looks at. */
interface CheckedRequest {
  method: string;
  /** As received: a path, or a whole URL if the client takes us for a proxy. */
  url: string;
  headers: IncomingHttpHeaders;
  raw: { rawHeaders: string[] };
  /** Its answer takes one of a few places for long, so no foreign page may ask for it without a person's click. */
  isLong?: boolean | undefined;
}

/** A request that a page of another site made, or that does not name this port. */
export class ForeignRequestError extends AppError {
  readonly statusCode = 403;
}

/**
 * Makes the check that every route of a port begins with.
 *
 * IP addresses are always allowed as `Host`: nobody can redirect them, and probes use them.
 *
 * @returns a function that throws ForeignRequestError for a request that must not be answered
 */
export function createForeignRequestCheck({ host, allowed, variable }: ForeignRequestOptions) {
  const named = new Set(allowed);
  const own = new Set(['localhost', host.toLowerCase(), ...allowed]);
  return ({ method, url, headers, raw, isLong = false }: CheckedRequest): void => {
    // HTTP/1.0 may leave it out; browsers never do.
    for (const name of hostsOf(url, raw.rawHeaders)) {
      if (isOwn(name, own)) continue;
      const message = `this port is not known as ${quoted(name)}; if it should be, add the name to ${variable}`;
      throw new ForeignRequestError('host-not-allowed', message);
    }
    const isReading = READING.has(method);
    if ((isReading && (!isLong || isClick(headers))) || !isOfForeignPage(headers, named)) return;
    const from = headers.origin === undefined ? 'another site' : quoted(headers.origin);
    const what = isReading ? 'take exports or tails' : 'change or send anything here';
    const message = `a page of ${from} may not ${what}; if it is ours, add its host to ${variable}`;
    throw new ForeignRequestError('origin-not-allowed', message);
  };
}

/**
 * All hosts that a request names: Node keeps only the first of several `Host` headers, and a whole URL as target names
 * one too.
 */
function hostsOf(url: string, rawHeaders: readonly string[]): string[] {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'host');
  if (url.startsWith('/') || url === '*') return hosts;
  return [...hosts, URL.canParse(url) ? new URL(url).host : url];
}

/**
 * True if somebody clicked a link that fills the window. Without a click, a page can still send its window or a frame
 * anywhere.
 */
function isClick(headers: IncomingHttpHeaders): boolean {
  return (
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    headers['sec-fetch-user'] === '?1'
  );
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
