import { basename, dirname } from 'node:path';
import { MAX_SERVICE_LENGTH, UNKNOWN_SERVICE } from '../../record/index.ts';

/** Endings that rotation adds: `.1`, `-20261121`, `.2026-11-21`, `-2026112110`, `-20261121-1`, `.old`. */
const ROTATION = /(?:[.-]\d{1,3}|[._-]\d{4}-?\d\d-?\d\d(?:[-_T.]?\d{1,10})?|\.old|\.bak)$/;
const EXTENSION = /\.(?:log|txt|out|err|json|jsonl|ndjson|gz)$/i;
/**
 * Names that distinguish a program's files but do not name the program: of web servers, supervisors, apt, Rails, and
 * levels.
 */
const KIND_OF_FILE =
  /^(?:(?:ssl_|other_vhosts_)?(?:access|error)(?:_log)?|errors|std(?:out|err)|out|err|output|console|current|history|term|development|production|staging|test|debug|info|warn(?:ing)?|logs?)$/i;
/** Folders with days, numbers and ids inside the folder of a program, such as in `/srv/shop/releases/20261121/log`. */
const PART_OF_PROGRAM =
  /^(?:logs?|current|shared|releases|old|archives?|backups?|(?=[^\d]*\d)[\d.:_T-]{1,64}|(?=[^\d]*\d)[\da-f-]{8,64})$/i;
/** Folders that hold the files of many programs, and hidden ones. */
const OF_MANY =
  /^(?:|\..*|var|tmp\w*|temp|home|root|users|library|opt|srv|mnt|media|data|volumes?|usr|etc|local|lib|run|app|[a-z]:\\?)$/i;
const OF_PEOPLE = /^(?:home|users)$/i;

/**
 * Service of a file whose lines name no service: its name without its extension and rotation's endings, or the folder
 * of the program if many programs give a file that name.
 *
 * `/var/log/payments.log.1` → `payments`, `/var/log/nginx/access.log` → `nginx`, `/srv/shop/log/production.log` →
 * `shop`, `/var/log/error` → `error`
 */
export function serviceOfPath(path: string): string {
  const name = withoutRotation(basename(path));
  const service = KIND_OF_FILE.test(name) ? (folderOfProgram(path) ?? name) : name;
  return service.slice(0, MAX_SERVICE_LENGTH) || UNKNOWN_SERVICE;
}

function withoutRotation(fileName: string): string {
  let name = fileName;
  for (let before = ''; name !== before; ) {
    before = name;
    const shorter = EXTENSION.test(name) ? name.replace(EXTENSION, '') : name.replace(ROTATION, '');
    if (shorter !== '') name = shorter;
  }
  return name;
}

function folderOfProgram(path: string): string | undefined {
  let folder = dirname(path);
  while (PART_OF_PROGRAM.test(basename(folder))) folder = dirname(folder);
  const isOfMany = OF_MANY.test(basename(folder)) || OF_PEOPLE.test(basename(dirname(folder)));
  return isOfMany ? undefined : basename(folder);
}
