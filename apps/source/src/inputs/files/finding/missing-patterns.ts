import { findFiles } from './find-files.ts';

/** The paths and globs that name no file to follow now, for people who may have mistyped one. */
export async function missingPatterns(patterns: readonly string[]): Promise<string[]> {
  const found = await Promise.all(patterns.map((pattern) => findFiles([pattern], () => {})));
  return patterns.filter((_, index) => found[index]?.length === 0);
}
