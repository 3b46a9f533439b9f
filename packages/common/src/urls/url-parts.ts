/** Takes parts out of URLs. */

/**
 * Takes parameters out of a URL that may have several hosts, which `URL` cannot read.
 *
 * @param isDropped gets each name, in lower case, and its value
 * @returns the URL without them, and the names of the dropped ones as written
 */
export function dropParameters(
  url: string,
  isDropped: (name: string, value: string) => boolean,
): { url: string; dropped: string[] } {
  const start = url.indexOf('?', url.lastIndexOf('@') + 1);
  if (start === -1) return { url, dropped: [] };
  const dropped: string[] = [];
  const kept = url
    .slice(start + 1)
    .split('&')
    .filter((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      const goes = isDropped(name.toLowerCase(), value);
      if (goes) dropped.push(name);
      return !goes;
    });
  const base = url.slice(0, start);
  return { url: kept.length === 0 ? base : `${base}?${kept.join('&')}`, dropped };
}

/** An HTTP address without its login, and the header that carries the login: `fetch` refuses an address with a login. */
export function splitLogin(url: URL): { address: string; headers: Record<string, string> } {
  const login = `${decoded(url.username)}:${decoded(url.password)}`;
  const address = new URL(url);
  Object.assign(address, { username: '', password: '' });
  if (login === ':') return { address: address.href, headers: {} };
  return { address: address.href, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

/** A part of a URL without its escapes; a part whose escapes are wrong stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
