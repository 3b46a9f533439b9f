/**
 * Template of a message: what varies from one to the next (numbers, ids, addresses, times) is replaced by what it is, so
 * that `user 17 paid in 3.2 ms` and `user 4711 paid in 12 ms` have the template `user <n> paid in <n> ms`.
 */

/** Longer messages, and further lines, say no more about what kind of message it is. */
const MAX_LENGTH = 300;

/** Alternatives in the order in which they are tried; none can match the same text in two ways, so the time is linear. */
const VARIABLE = new RegExp(
  [
    '(?<time>\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?|\\b\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?)',
    '(?<uuid>\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b)',
    '(?<email>[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8})',
    '(?<ip>\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b(?::\\d{1,5}\\b)?|\\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}\\b)',
    '(?<hex>\\b0x[0-9a-f]+\\b|\\b(?=[a-f]{0,40}\\d)(?=\\d{0,40}[a-f])[0-9a-f]{8,64}\\b)',
    '(?<n>(?<![\\p{L}_])[-+]?\\d+(?:[.,]\\d+){0,4})',
    '(?<id>\\b[\\p{L}_]{1,40}-?\\d[\\p{L}\\d_-]{3,80}\\b)',
  ].join('|'),
  'giu',
);

/** The template of a message; the same for messages that differ in their variable parts alone. */
export function messagePattern(message: string): string {
  const end = message.indexOf('\n');
  const line = message.slice(0, Math.min(end < 0 ? message.length : end, MAX_LENGTH));
  return line.replaceAll(VARIABLE, (...args) => {
    const groups = args.at(-1) as Record<string, string | undefined>;
    for (const name in groups) if (groups[name] !== undefined) return `<${name}>`;
    return '';
  });
}
