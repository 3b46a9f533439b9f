const PACKINGS = ['zstd', 'br', 'gzip'];
/** No client that wants a packed answer sends a longer header. */
const MAX_LENGTH = 1_000;

/**
 * The encodings that a client accepts, with their weights, as a header that every parser reads the same way: `*` stands
 * for those not named, 0 excludes, and encodings that rank below the unpacked answer are left out.
 *
 * @returns empty if the client accepts none
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function acceptedEncodings(header: string): string {
  return wantedEncodings(header)
    .map(({ name, weight }) => `${name};q=${weight}`)
    .join(', ');
}

/** True when a client accepts an answer in this encoding. */
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

/** An unreadable weight counts as 1, as if it were absent. */
function weighed(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
  const weight = parameters
    .map((each) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(each)?.[1])
    .find((each) => each !== undefined);
  return [name, weight === undefined ? 1 : Number(weight)];
}
