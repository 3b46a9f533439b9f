import { decoded } from './url-parts.ts';

/**
 * URLs of the configuration in log lines, `/readyz`, errors and the banner, without their secrets.
 *
 * Such a URL may be wrong (`/`, `@`, `?` in a password that should be escaped), and an error shows it because it is
 * wrong. So nothing here relies on a valid URL: everything that may be part of a secret is hidden. Hiding a host is
 * better than showing a password.
 */

const HIDDEN = '***';
/** Parameters whose values are settings; the values of all others are hidden: passwords of keys, session tokens. */
const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(
  [
    ...['heartbeat', 'channelMax', 'frameMax', 'locale', 'vhost'],
    ...['replicaSet', 'directConnection', 'loadBalanced', 'tls', 'ssl', 'tlsAllowInvalidCertificates', 'tlsInsecure'],
    ...['authSource', 'authMechanism', 'appName', 'compressors', 'retryWrites', 'retryReads', 'readPreference'],
    ...['readConcernLevel', 'w', 'j', 'journal', 'fsync', 'wtimeout', 'wtimeoutMS', 'connectTimeoutMS', 'timeoutMS'],
    ...['tlsCAFile', 'tlsCertificateKeyFile', 'tlsCRLFile'],
    ...['socketTimeoutMS', 'serverSelectionTimeoutMS', 'maxPoolSize', 'minPoolSize', 'maxStalenessSeconds'],
  ].map((name) => name.toLowerCase()),
);

/**
 * A URL as it may be shown: without password, without values of parameters that are not settings, on HTTP without path.
 */
export function redactUrl(url: string): string {
  const [, scheme = '', rest = url] = /^([a-z][a-z0-9+.-]*:\/\/)([\s\S]*)$/i.exec(url) ?? [];
  const isHttp = /^https?:/i.test(scheme);
  // After the last @, because a password may contain others.
  const at = rest.lastIndexOf('@');
  const [, address = '', query, fragment] = /^([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/.exec(rest.slice(at + 1)) ?? [];
  const login = at === -1 ? '' : `${shownLogin(rest.slice(0, at), isHttp || scheme === '')}@`;
  return `${scheme}${login}${isHttp ? withoutPath(address) : address}${shownQuery(query)}${fragment ? `#${HIDDEN}` : ''}`;
}

/** The user's name is not a secret and helps, except on HTTP, where a token can stand in its place. */
function shownLogin(login: string, isHidden: boolean): string {
  const [, user, colon] = /^([\w.%+~-]*)(:?)/.exec(login) ?? [];
  const isPlain = user !== undefined && (colon === ':' || user.length === login.length);
  if (isHidden || !isPlain) return HIDDEN;
  return colon === ':' ? `${user}:${HIDDEN}` : user;
}

/** Chat services put their tokens into the path of a webhook. */
function withoutPath(address: string): string {
  const [, host = '', path = ''] = /^([^/]*)(.*)$/s.exec(address) ?? [];
  return path === '' || path === '/' ? address : `${host}/${HIDDEN}`;
}

function shownQuery(query: string | undefined): string {
  if (query === undefined) return '';
  const shown = query
    .slice(1)
    .split('&')
    .map((pair) => {
      const [, name = '', value] = /^([\w.-]*)(?:=([\w.,+-]*))?$/.exec(pair) ?? [];
      if (value !== undefined && PLAIN_PARAMETERS.has(name.toLowerCase())) return pair;
      return /^[\w.-]+=/.test(pair) ? `${pair.slice(0, pair.indexOf('='))}=${HIDDEN}` : HIDDEN;
    });
  return `?${shown.join('&')}`;
}

/**
 * A text of a library, which may quote the URL that it was given or parts of it.
 *
 * @returns the text with the URL redacted, or a general one when something of the login or of a hidden value may be in it
 */
export function withoutSecrets(text: string, url: string): string {
  const shown = text.replaceAll(url, redactUrl(url));
  const login = /^[a-z][a-z0-9+.-]*:\/\/([\s\S]*)@/i.exec(url)?.[1] ?? '';
  const isRight = /^[^/?#@:]*(?::[^/?#@:]*)?$/.test(login);
  const isClean = isRight && secretsOf(url).every((secret) => !shown.includes(secret));
  return isClean ? shown : 'it cannot be read; in user and password, special characters are written %40, %2F, %3A, …';
}

/** Everything that redacting hides: in the pieces that a parser may cut, as written and decoded. */
function secretsOf(url: string): string[] {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const password = rest.slice(0, Math.max(0, rest.lastIndexOf('@'))).replace(/^[^:]*:/, '');
  const values = [...rest.matchAll(/[?&]([^=&#]*)=([^&#]*)/g)]
    .filter(([, name = '']) => !PLAIN_PARAMETERS.has(name.toLowerCase()))
    .map(([, , value = '']) => value);
  const whole = [password, ...values].filter((secret) => secret !== '');
  return [...new Set(whole.flatMap((secret) => [secret, decoded(secret), ...secret.split(/[/?#@:,;&=]/)]))].filter(
    // One letter or two are in every sentence.
    (piece) => piece.length > 2,
  );
}
