const PACKINGS = ['zstd', 'br', 'gzip'];
/** Longer headers are of nobody who wants an answer packed. */
const MAX_LENGTH = 1_000;

/**
 * The packings that a client wants, with their weights, as a header that every reader of it understands the same way: `*` stands
 * for those that are not named, 0 excludes, and what is wanted less than the bare answer is left out.
 *
 * @returns empty for a client that wants none
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function acceptedEncodings(header: string): string {
  return wantedEncodings(header)
    .map(({ name, weight }) => `${name};q=${weight}`)
    .join(', ');
}

/** True when a client wants an answer in this packing. */
export function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return wantedEncodings(String(header ?? '')).some(({ name }) => name === encoding);
}

function wantedEncodings(header: string): { name: string; weight: number }[] {
  if (header.length > MAX_LENGTH) return [];
  const weights = new Map(header.toLowerCase().split(',').map(weighed));
  const least = weights.get('identity') ?? 0;
  return PACKINGS.map((name) => ({ name, weight: weightOf(weights, name) })).filter(
    ({ weight }) => weight > 0 && weight >= least,
  );
}

function weightOf(weights: ReadonlyMap<string, number>, name: string): number {
  const other = name === 'gzip' ? weights.get('x-gzip') : undefined;
  return weights.get(name) ?? other ?? weights.get('*') ?? 0;
}

/** A weight that cannot be read counts as 1, as if it were not there. */
function weighed(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
  const weight = parameters
    .map((each) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(each)?.[1])
    .find((each) => each !== undefined);
  return [name, weight === undefined ? 1 : Number(weight)];
}
