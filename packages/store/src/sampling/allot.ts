import { type Candidate, costOf } from './candidate.ts';

/**
 * Decides how many buckets of each stream to open.
 *
 * Half of the cost is divided in proportion to what streams cost, so that the stream with most of the records gets
 * enough buckets for numbers about all. The other half is divided by the square root of the cost, which favours small
 * streams: a quiet service is counted as a whole, and a loud one keeps its own rare values. A stream's surplus goes to
 * the others.
 */

/** Fewest buckets of a stratum that is opened in part; an error from fewer would mean nothing. */
const LEAST_OPENED = 6;
/**
 * Share of their part that large streams may give to streams with too little. Streams that still have too little are
 * united.
 */
const GIVEN_SHARE = 0.25;

interface Stream<C> {
  buckets: C[];
  cost: number;
}

/** A stream that is opened in part, and its part of the cost. */
interface PartOf<C> extends Stream<C> {
  part: number;
}

/** Buckets that are drawn from together, and how many of them are opened. */
interface Allotment<C> {
  buckets: C[];
  opened: number;
}

/** Divides a cost between streams. */
export function allot<C extends Candidate>(candidates: readonly C[], most: number): Allotment<C>[] {
  const groups = Map.groupBy(candidates, ({ service, severityNumber }) => `${severityNumber} ${service}`);
  const streams = [...groups.values()].map((buckets) => ({ buckets, cost: costOf(buckets) }));
  const { whole, parts } = shareOut(streams, most);
  return [
    ...whole.map(({ buckets }) => ({ buckets, opened: buckets.length })),
    ...leastForEach(parts).map((stream) => {
      const opened = Math.max(LEAST_OPENED, openedOf(stream));
      return { buckets: stream.buckets, opened: Math.min(stream.buckets.length, opened) };
    }),
  ];
}

/** Streams that can be opened as a whole, and the parts of the others. */
function shareOut<C>(streams: readonly Stream<C>[], most: number): { whole: Stream<C>[]; parts: PartOf<C>[] } {
  const whole: Stream<C>[] = [];
  for (let rest = streams, left = most; ; ) {
    const roots = sumOf(rest, ({ cost }) => Math.sqrt(cost));
    const costs = sumOf(rest, ({ cost }) => cost);
    const parts = rest.map((stream): PartOf<C> => {
      return { ...stream, part: (left / 2) * (stream.cost / costs + Math.sqrt(stream.cost) / roots) };
    });
    const fits = parts.filter(({ cost, part }) => cost <= part);
    if (fits.length === 0) return { whole, parts };
    whole.push(...fits);
    left -= sumOf(fits, ({ cost }) => cost);
    rest = parts.filter(({ cost, part }) => cost > part);
  }
}

function openedOf<C>({ buckets, cost, part }: PartOf<C>): number {
  return Math.floor((part * buckets.length) / cost);
}

/** Gives the surplus of large streams to streams with too few buckets for an error, and unites the rest by severity. */
function leastForEach<C extends Candidate>(parts: readonly PartOf<C>[]): PartOf<C>[] {
  const lacks = ({ buckets, cost, part }: PartOf<C>) => (LEAST_OPENED * cost) / buckets.length - part;
  const large = parts.filter((stream) => lacks(stream) <= 0);
  const owned = sumOf(large, ({ part }) => part);
  const helped: PartOf<C>[] = [];
  const small: PartOf<C>[] = [];
  let given = 0;
  for (const stream of parts.filter((each) => lacks(each) > 0).toSorted((a, b) => lacks(a) - lacks(b))) {
    const isHelped = given + lacks(stream) <= owned * GIVEN_SHARE;
    if (isHelped) given += lacks(stream);
    (isHelped ? helped : small).push(stream);
  }
  const kept = large.map((stream) => ({ ...stream, part: stream.part * (1 - given / owned) }));
  return [...kept, ...helped, ...unite(small)];
}

/** Unites the streams of each severity into one. */
function unite<C extends Candidate>(streams: readonly PartOf<C>[]): PartOf<C>[] {
  const groups = Map.groupBy(streams, ({ buckets }) => buckets[0]?.severityNumber);
  return [...groups.values()].map((group) => ({
    buckets: group.flatMap(({ buckets }) => buckets),
    cost: sumOf(group, ({ cost }) => cost),
    part: sumOf(group, ({ part }) => part),
  }));
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
