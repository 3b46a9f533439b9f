/**
 * Heights for bars that stand one behind the other: drawn from the last row to the first, they look stacked, with the
 * first series at the bottom, where it is easiest to compare. Heights are true, but for the least one that can be seen:
 * a bar is never lower, nor is the first series in it that is not 0, at the cost of the bands above. No other band is raised:
 * stripes of one pixel each would make bars of very different sizes look the same.
 *
 * @param rows a row of values for each series, with one value for each bar
 * @param least smallest height that can be seen, in the unit of the values
 * @returns a row of heights for each series; each height is the sum of its own value and of those below
 */
export function stackSeries(rows: readonly (readonly number[])[], least: number): number[][] {
  const sums: number[] = [];
  return rows.map((values) =>
    values.map((value, bar) => {
      const sum = (sums[bar] ?? 0) + value;
      sums[bar] = sum;
      return sum === 0 ? 0 : Math.max(sum, least);
    }),
  );
}
