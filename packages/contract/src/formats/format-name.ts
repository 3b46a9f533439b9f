/**
 * The format for reading a line of text; `auto` decides for every line separately.
 *
 * `combined` and `common` are the access log of nginx and Apache and read each other's lines, too; `cri` is the format
 * of containerd and CRI-O; `plain` is `<timestamp> <service_name> <severity> <log_message>`; `dated` is any other line
 * that begins with a day and a time; `raw` keeps the line whole.
 */
export const FORMAT_NAMES = [
  'auto',
  'json',
  'mongod',
  'rabbitmq',
  'combined',
  'common',
  'logfmt',
  'syslog',
  'docker',
  'cri',
  'plain',
  'dated',
  'raw',
] as const;

/** One of `FORMAT_NAMES`. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** True for one of `FORMAT_NAMES`. */
export function isFormatName(name: string): name is FormatName {
  return FORMAT_NAMES.includes(name as FormatName);
}
