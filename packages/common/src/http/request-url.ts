/** A parameter whose percent-encoding cannot be read. */
interface EncodingFault {
  /** Its name as it was sent, cut. */
  parameter: string;
  /** A sentence whose subject is the parameter. */
  problem: string;
}

const MAX_NAME = 100;
/** Longer paths are cut in messages. */
const MAX_SHOWN = 100;

/** The path of a request's URL, without its query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/** A path for a message: a long one is cut. */
export function shownPath(path: string): string {
  return path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path;
}

/**
 * The first parameter of a URL whose text is not percent-encoded UTF-8. The HTTP library passes such a text on as it came, so
 * `q=%ff` would look for the letters `%ff`.
 */
export function encodingFault(url: string): EncodingFault | undefined {
  const start = url.indexOf('?');
  // Most URLs have no escapes, and decoding costs more than looking for one.
  if (start < 0 || url.indexOf('%', start) < 0) return undefined;
  for (const pair of url.slice(start + 1).split('&')) {
    if (isDecodable(pair)) continue;
    const name = pair.split('=', 1)[0] ?? '';
    const problem = 'is not percent-encoded UTF-8; é is %C3%A9, a percent sign is %25';
    return { parameter: (isDecodable(name) ? decodeURIComponent(name) : name).slice(0, MAX_NAME), problem };
  }
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
