/** Quantiles of two distributions at 95 % (two-sided), to the three digits that an error bar needs. */

/** 0.975 quantile of the normal distribution. */
const Z = 1.959964;

/** The first two are too far from the normal distribution for the expansion below. */
const T_OF_FEW = [Number.POSITIVE_INFINITY, 12.706, 4.303];

/** 0.975 quantile of Student's t; `freedom` need not be whole. Cornish and Fisher's expansion. */
export function studentQuantile(freedom: number): number {
  const few = T_OF_FEW[Math.floor(freedom)];
  if (few !== undefined) return few;
  const [z3, z5, z7] = [Z ** 3, Z ** 5, Z ** 7];
  return (
    Z +
    (z3 + Z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * freedom ** 3)
  );
}

/**
 * Quantile of the chi-squared distribution by Wilson and Hilferty's cube root.
 *
 * @param side end of the 95 % interval
 */
export function chiSquaredQuantile(freedom: number, side: 'lower' | 'upper'): number {
  const spread = 2 / (9 * freedom);
  const root = 1 - spread + (side === 'upper' ? Z : -Z) * Math.sqrt(spread);
  return freedom * Math.max(0, root) ** 3;
}
