import type { Attributes } from '../../../record/index.ts';

const SPACE = 32;
const SLASH = 47;
const MAX_METHOD_LENGTH = 32;

/**
 * Adds the facts of a request line: method, path and query, protocol version. A target that is not a path (a proxy's
 * URL, `*`, CONNECT's authority) goes to `url.original`; so does the whole request when it is garbage, as scanners send
 * it.
 *
 * @param start position after the opening quotation mark
 * @param end position of the closing one
 * @returns for the message: `METHOD target` of a request line, all of a garbage one, `-` of an empty one
 */
export function addRequest(attributes: Attributes, line: string, start: number, end: number): string {
  if (isAbsent(line, start, end)) return '-';
  const methodEnd = endOfMethod(line, start, end);
  if (methodEnd < 0) {
    const request = line.slice(start, end);
    attributes['url.original'] = request;
    return request;
  }
  attributes['http.request.method'] = line.slice(start, methodEnd);
  const targetEnd = endOfTarget(line, methodEnd + 1, end);
  if (targetEnd < end)
    attributes['network.protocol.version'] = line.slice(
      line[targetEnd + 1] === 'H' ? targetEnd + 6 : targetEnd + 1,
      end,
    );
  addTarget(attributes, line.slice(methodEnd + 1, targetEnd));
  return line.slice(start, targetEnd);
}

function isAbsent(line: string, start: number, end: number): boolean {
  return start === end || (start + 1 === end && line.charCodeAt(start) === 45);
}

/** Position of the space after a method in capitals (`M-SEARCH` too), -1 when the request does not start with one. */
function endOfMethod(line: string, start: number, end: number): number {
  const limit = Math.min(end - 1, start + MAX_METHOD_LENGTH + 1);
  for (let at = start; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === SPACE) return at > start && line.charCodeAt(at + 1) !== SPACE ? at : -1;
    if (!((code >= 65 && code <= 90) || code === 45 || code === 95)) return -1;
  }
  return -1;
}

/**
 * Position of the space before the last word if that is `HTTP/…` or a version alone, else the end: HTTP/0.9 names no
 * protocol.
 */
function endOfTarget(line: string, start: number, end: number): number {
  let at = end - 1;
  while (at > start && line.charCodeAt(at) !== SPACE) at -= 1;
  if (at <= start) return end;
  return (at + 6 < end && line.startsWith(' HTTP/', at)) || isVersion(line, at + 1, end) ? at : end;
}

/** Hypercorn leaves `HTTP/` out: `GET /ok 1.1`. */
function isVersion(line: string, start: number, end: number): boolean {
  const code = line.charCodeAt(start);
  return code >= 48 && code <= 57 && (end === start + 1 || (end === start + 3 && line[start + 1] === '.'));
}

function addTarget(attributes: Attributes, target: string): void {
  if (target.charCodeAt(0) !== SLASH) {
    attributes['url.original'] = target;
    return;
  }
  const mark = target.indexOf('?');
  if (mark < 0) attributes['url.path'] = target;
  else {
    attributes['url.path'] = target.slice(0, mark);
    attributes['url.query'] = target.slice(mark + 1);
  }
}
