/**
 * A pattern that finds what any of several find; they have no flags.
 *
 * @param patterns at least one
 */
export function oneOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'));
}
