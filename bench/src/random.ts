export { createRandom } from '@logwarren/stack/random';

/** Draws from a list by Zipf's law: the first entries are by far the most frequent. */
export function createZipf<T>(random: () => number, values: readonly T[]): () => T {
  const cumulative: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= values.length; rank++) {
    sum += 1 / rank;
    cumulative.push(sum);
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return values[low] as T;
  };
}
