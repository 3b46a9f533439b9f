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
