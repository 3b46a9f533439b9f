/**
 * Rounds numbers so that they add up: each up or down, those with the largest remainders up (Hamilton's method).
 *
 * @param numbers not negative
 * @param total whole; the sum of the numbers, apart from rounding
 * @returns whole numbers in the same order, with `total` as their sum
 */
export function apportion(numbers: readonly number[], total: number): number[] {
  const sum = numbers.reduce((all, number) => all + number, 0);
  if (sum === 0) return numbers.map(() => 0);
  const scaled = numbers.map((number) => (number * total) / sum);
  // A number that is whole except for the last digits of a product stays as it is.
  const rounded = scaled.map((number) => Math.floor(number + WHOLE));
  let left = total - rounded.reduce((all, number) => all + number, 0);
  const byRemainder = scaled.map((number, index) => ({ index, remainder: number - (rounded[index] as number) }));
  for (const { index } of byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index)) {
    if (left <= 0) break;
    rounded[index] = (rounded[index] as number) + 1;
    left -= 1;
  }
  return rounded;
}

const WHOLE = 1e-6;
