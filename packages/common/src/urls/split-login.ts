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
