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
