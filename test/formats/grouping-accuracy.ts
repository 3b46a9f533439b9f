/**
 * Share of lines that are grouped right, as logpai's evaluator counts it: a line is right if the lines of its group are
 * exactly those that have its label.
 */
export function groupingAccuracy(labels: readonly string[], groups: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  let right = 0;
  for (const lines of Map.groupBy(groups.keys(), (line) => groups[line] as string).values()) {
    const [label = '', ...others] = new Set(lines.map((line) => labels[line] as string));
    if (others.length === 0 && sizes.get(label) === lines.length) right += lines.length;
  }
  return right / labels.length;
}

/** Share of lines whose group is made of other lines in the second grouping than in the first. */
export function movedShare(first: readonly string[], second: readonly string[]): number {
  return 1 - groupingAccuracy(first, second);
}
