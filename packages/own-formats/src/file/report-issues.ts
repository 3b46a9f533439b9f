import { nearestName } from '@logwarren/common/nearest-name';
import type { z } from 'zod';
import { expectedRecord } from '../format/format-schema.ts';

/** Keys that lead to a part of the file. */
export type Path = readonly (string | number)[];

/** Reports a fault and its place. */
export type Report = (path: Path, problem: string) => void;

/** A value and its place in the file. */
interface Place {
  value: unknown;
  path: Path;
  /** Keys that it may have. */
  known: readonly string[];
  /** Begins each message. */
  name?: string | undefined;
}

/** Reports each issue that zod found in a value, at its place in the file. */
export function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  { known, name, path, value }: Place,
  report: Report,
): void {
  const prefix = name === undefined ? '' : `${name}: `;
  for (const issue of issues.flatMap(deepest)) {
    const at = [...path, ...(issue.path as Path)];
    if (issue.code === 'unrecognized_keys') {
      const names = issue.path.length === 0 ? known : RECORD_FIELDS;
      for (const key of issue.keys) report([...at, key], `${prefix}${unknownKey(key, names)}`);
    } else report(at, `${prefix}${messageOf(issue, value)}`);
  }
}

const RECORD_FIELDS = Object.keys(expectedRecord.shape);

/** Picks the alternative that the user probably meant: the one that matched furthest. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const tried = issue.errors.map((issues) => issues.map((each) => ({ ...each, path: [...issue.path, ...each.path] })));
  const depth = (issues: z.core.$ZodIssue[]) => {
    const isOfOtherType = issues.some(({ code, path }) => code === 'invalid_type' && path.length === issue.path.length);
    return isOfOtherType ? -1 : Math.max(...issues.map(({ path }) => path.length));
  };
  const [best] = tried.toSorted((a, b) => depth(b) - depth(a));
  return best === undefined ? [issue] : best.flatMap(deepest);
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearestName(key, known);
  const advice = meant === undefined ? `use ${known.join(', ')}` : `did you mean ${meant}?`;
  return `${JSON.stringify(key)} is not known; ${advice}`;
}

function messageOf({ message, path }: z.core.$ZodIssue, root: unknown): string {
  let value: unknown = root;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  const key = path.findLast((each) => typeof each === 'string');
  if (value === undefined && key !== undefined) return `${key} is missing`;
  return `${key === undefined ? '' : `${key}: `}${message.replace(/^Invalid input: /, '')}`;
}
