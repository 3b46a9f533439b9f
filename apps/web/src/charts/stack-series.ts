/**
 * Heights for bars that stand one behind the other: drawn from the last row to the first, they look stacked, with the
 * first series at the bottom, where it is easiest to compare. Heights are true except for a minimum that can be seen:
 * no bar is lower than that, and neither is the first series in it that is not 0, at the expense of the bands above. No
 * other band is raised, because stripes of one pixel each would make bars of very different sizes look alike.
 *
 * @param rows one row of values for each series, with one value for each bar
 * @param least smallest height that can be seen, in the unit of the values
 * @returns one row of heights for each series; each height is the sum of its own value and of those below
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
