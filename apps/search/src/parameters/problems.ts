import type { ProblemJson } from '@logwarren/api';
import { didYouMean } from '../errors/did-you-mean.ts';

/** The position of a fault in a query: `caret`, printed below `line`, points at it. */
export type ProblemPlace = Required<Pick<ProblemJson, 'position' | 'line' | 'caret' | 'hint'>>;

/** The part of fastify's validation error that is used here. */
interface ValidationIssue {
  keyword: string;
  /** `/limit`, `/filter/reason`, or `/` for the body as a whole. */
  instancePath: string;
  message?: string | undefined;
  params: Record<string, unknown>;
}

/**
 * Problems of a request, from the issues that validation found.
 *
 * @param known names of the parameters that the route has
 * @param inBody names that it accepts in its body
 */
export function problemsOf(
  issues: readonly ValidationIssue[],
  known: readonly string[],
  inBody: readonly string[] = [],
): ProblemJson[] {
  return issues.flatMap((issue) => {
    if (issue.keyword === 'unrecognized_keys') {
      return (issue.params.keys as string[]).map((name) => unknownParameter(name, known, inBody));
    }
    const place = (issue.params.params ?? {}) as Partial<ProblemPlace>;
    const parameter = nameOf(issue.instancePath);
    const advice = parameter === WHOLE_BODY ? '; send one as /docs describes it for this path' : '';
    return [{ parameter, problem: `${sentenceOf(issue)}${advice}`, ...place }];
  });
}

const WHOLE_BODY = 'body';

/** `filter.reason` for `/filter/reason`, and the same for an element of its list. */
function nameOf(path: string): string {
  const names = path.split('/').filter((name) => !Number.isInteger(Number(name)));
  return names.length === 0 ? WHOLE_BODY : names.join('.');
}

/** The names that JSON has for the types of zod. */
const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  object: 'an object',
  string: 'a text',
};

function sentenceOf({ keyword, message = 'is not allowed', params }: ValidationIssue): string {
  const type = keyword === 'invalid_type' ? TYPES[String(params.expected)] : undefined;
  return type !== undefined && message.startsWith('Invalid input') ? `is not ${type}` : message;
}

function unknownParameter(name: string, known: readonly string[], inBody: readonly string[]): ProblemJson {
  if (inBody.includes(name)) return { parameter: name, problem: 'belongs into the body of the request' };
  const meant = didYouMean(name, known);
  const others = known.length === 0 ? 'it takes none' : `use ${known.join(', ')}`;
  const advice = meant === undefined ? others : `did you mean ${meant}?`;
  return { parameter: name.slice(0, 100), problem: `is not a parameter of this path; ${advice}` };
}
