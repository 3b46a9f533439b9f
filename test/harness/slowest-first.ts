import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of the project `system` that take longest, in this order; the durations do not matter. Without this list a
 * fresh clone runs large files first, but some of the smallest take longest: a table of faults has a few lines. The last
 * one would run alone.
 */
export const SLOWEST: readonly string[] = [
  'stack/compose',
  'faults/killed',
  'page/small-screens',
  'linear/linear-time',
  'rotation/rotation-matrix',
  'faults/messages',
  'rotation/rotation-often',
  'page/refresh',
  'page/refresh-records',
  'journey/ledger',
  'source/spool',
  'journey/dead-letters',
  'journey/replay',
  'upgrade/upgrade',
  'rotation/random-rotations',
  'page/quality',
  'stack/npm-start',
  'house/readme',
  'journey/outage',
  'cli/canary',
].map((name) => `/test/${name}.test.ts`);

function placeOf({ moduleId }: TestSpecification): number {
  const place = SLOWEST.findIndex((path) => moduleId.endsWith(path));
  return place === -1 ? SLOWEST.length : place;
}

/** Runs the slowest files first, so that none of them remains alone at the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
