import { basename } from 'node:path';
import { MAX_SERVICE_LENGTH, UNKNOWN_SERVICE } from '../../index.ts';

/** `.1`, `-20261121`, `.2026-11-21`, `-2026112110`, `-20261121-1`, `.old`: what rotation adds. */
const ROTATION = /(?:[.-]\d{1,3}|[._-]\d{4}-?\d\d-?\d\d(?:[-_T.]?\d{1,10})?|\.old|\.bak)$/;
const EXTENSION = /\.(?:log|txt|out|err|json|jsonl|ndjson|gz)$/i;

/**
 * Service of a file whose lines name none: its name without directory, extension and what rotation added.
 *
 * `/var/log/nginx/access.log.1` → `access`
 */
export function serviceOfPath(path: string): string {
  let name = basename(path);
  for (let before = ''; name !== before; ) {
    before = name;
    const shorter = EXTENSION.test(name) ? name.replace(EXTENSION, '') : name.replace(ROTATION, '');
    if (shorter !== '') name = shorter;
  }
  return name.slice(0, MAX_SERVICE_LENGTH) || UNKNOWN_SERVICE;
}
