import { expect, test } from 'vitest';
import { chiSquaredQuantile, studentQuantile } from './quantiles.ts';

test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [5, 2.571],
  [30, 2.042],
  [Number.POSITIVE_INFINITY, 1.96],
])("Student's quantile for %f degrees of freedom is %f", (freedom, expected) => {
  expect(Math.abs(studentQuantile(freedom) / expected - 1)).toBeLessThan(0.01);
});

test.each([
  [2, 0.0506, 7.378],
  [4, 0.484, 11.143],
  [20, 9.591, 34.17],
  [200, 162.73, 241.06],
])('chi-squared quantiles for %f degrees of freedom are %f and %f', (freedom, lower, upper) => {
  expect(Math.abs(chiSquaredQuantile(freedom, 'upper') / upper - 1)).toBeLessThan(0.01);
  expect(Math.abs(chiSquaredQuantile(freedom, 'lower') - lower)).toBeLessThan(0.06);
});
