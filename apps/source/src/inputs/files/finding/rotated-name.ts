import { basename, extname, sep } from 'node:path';

/** Names that rotation gives to compressed files. */
const COMPRESSED_NAME = /\.(?:gz|zst|bz2|xz|zip|lz4)$/i;
/** Numbers and days, as rotation adds them: `.1`, `-20240514`, `.2024-05-14T10:00:00`, `.old`. */
const MARK = /^(?:[-._@][-._@\dTZ:+]{0,60})?(?:old|bak|prev|orig)?$/;

/**
 * Names that multilog, svlogd and s6-log give to a former `current`, times in TAI64N: `@4000000067a3c1d41b00d3f4.s`.
 */
const TAI64N_NAME = /^@[0-9a-f]{24}\.[su]$/;

/** True for a name with the ending of a compressed file. */
export function isCompressedName(path: string): boolean {
  return COMPRESSED_NAME.test(path);
}

/** The name of a file without its folder and without the ending of a compressed file. */
function plainName(path: string): string {
  return basename(path).replace(COMPRESSED_NAME, '');
}

/** True for the name that multilog, svlogd or s6-log has given to a file that was `current`. */
export function isTai64nName(path: string): boolean {
  return TAI64N_NAME.test(basename(path));
}

function isFormerCurrent(path: string, original: string): boolean {
  return original.endsWith(`${sep}current`) && isTai64nName(path);
}

/** True for a path whose name rotation may have given to the file at another path, in this folder or another. */
export function isRotatedNameOf(path: string, original: string): boolean {
  if (!beginsAlike(path, original)) return isFormerCurrent(path, original);
  const name = plainName(path);
  const extension = extname(original);
  const stem = basename(original, extension);
  if (!name.startsWith(stem)) return false;
  const rest = name.slice(stem.length);
  const at = extension === '' ? -1 : rest.lastIndexOf(extension);
  return MARK.test(at === -1 ? rest : rest.slice(0, at) + rest.slice(at + extension.length));
}

/**
 * True for a compressed file whose name has its mark before the extension of the original: `shop.2.log.gz`,
 * `shop-20261130.log.zst`.
 */
export function isArchiveNameOf(path: string, original: string): boolean {
  const extension = extname(original);
  const isMarkedBefore = extension !== '' && plainName(path).endsWith(extension);
  return isMarkedBefore && isCompressedName(path) && isRotatedNameOf(path, original);
}

/**
 * True for a path whose name rotation may have given to a copy of the file at another path. Rotation adds to the
 * existing name, so neither `shop.log` nor `shop.log.2` is a copy of `shop.log.1`.
 */
export function isCopyNameOf(path: string, original: string): boolean {
  if (!beginsAlike(path, original)) return isFormerCurrent(path, original);
  return !/\d/.test(extname(original))
    ? isRotatedNameOf(path, original)
    : MARK.test(restOf(plainName(path), basename(original)));
}

/**
 * True when a name begins with that of the original up to its extension. Each file is compared with all others, and
 * this check rejects nearly all of them without building a name: regular expressions for each pair took seconds with
 * 3,000 files.
 */
function beginsAlike(path: string, original: string): boolean {
  const start = original.lastIndexOf(sep) + 1;
  const dot = original.lastIndexOf('.');
  const stem = original.slice(start, dot > start ? dot : original.length);
  return path.startsWith(stem, path.lastIndexOf(sep) + 1);
}

/** The rest of a name after a beginning. If the name begins differently, a text that is never a mark of rotation. */
function restOf(name: string, beginning: string): string {
  return name.startsWith(beginning) ? name.slice(beginning.length) : '/';
}

/** True for a name that looks as if rotation had given it. */
export function isRotatedName(path: string): boolean {
  const name = plainName(path);
  return ROTATED_NAME.test(name);
}

const ROTATED_NAME = /.[-._@]\d[-._@\dTZ:+]{0,60}(?:\.[a-z]{1,5})?$|\.(?:old|bak|prev|orig)$/i;

/** The number that rotation gave to a file, which rises with its age; 0 for days and for names without one. */
export function rotationNumber(path: string): number {
  return Number(/[-._](\d{1,4})(?:\.[a-z]{1,5})?$/i.exec(plainName(path))?.[1] ?? 0);
}

/** The file name without its numbers and days, equal for all files that one rotation has named. */
export function rotationStyle(path: string): string {
  if (isTai64nName(path)) return '@#';
  return plainName(path).replace(/\d[-\d:TZ+_]{0,60}/g, '#');
}
