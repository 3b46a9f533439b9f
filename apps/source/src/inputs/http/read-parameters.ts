import { nearestName } from '@logwarren/common';
import { MAX_SERVICE_LENGTH } from '@logwarren/contract';
import { FORMAT_NAMES } from '@logwarren/contract/formats';
import { z } from 'zod';
import { parameterError } from './request-error.ts';

const service = z
  .string('is given more than once; give it once')
  .trim()
  .min(1, 'is empty; give a name or leave it out')
  .max(MAX_SERVICE_LENGTH, `is longer than ${MAX_SERVICE_LENGTH} characters, which a service has at most`);

/** Parameters of `POST /logs`. */
export const parameters = z.strictObject({
  service: service.optional(),
  format: z.string('is given more than once; give it once').optional(),
});

function notAFormat(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  const advice = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${JSON.stringify(given.slice(0, 60))} is not a format; use ${names.join(', ')}${advice}`;
}

/** Facts that a request states for all of its records. */
export interface LogParameters {
  /** Service of all records, whatever they name. */
  service?: string | undefined;
  /** One of `FORMAT_NAMES`, or the name of an own format. */
  format?: string | undefined;
}

function withFormats(names: readonly string[]) {
  return parameters.extend({
    format: z
      .string('is given more than once; give it once')
      .refine((name) => names.includes(name), {
        error: ({ input }) => notAFormat(String(input), names),
      })
      .optional(),
  });
}

const HEADER = 'x-logwarren-service';

/**
 * Reads the parameters of a request; the query wins over the header.
 *
 * @param header `X-Logwarren-Service`
 * @param ownFormats names of the formats of the user
 * @throws RequestError 400 with every fault
 */
export function readParameters(
  query: unknown,
  header: string | string[] | undefined,
  ownFormats: readonly string[] = [],
): LogParameters {
  const parsed = withFormats([...FORMAT_NAMES, ...ownFormats]).safeParse(query);
  if (!parsed.success) throw parameterError(parsed.error.issues.flatMap(problemsOf));
  if (parsed.data.service !== undefined || header === undefined) return parsed.data;
  const named = service.safeParse(header);
  if (named.success) return { ...parsed.data, service: named.data };
  throw parameterError(named.error.issues.map(({ message }) => ({ parameter: HEADER, problem: message })));
}

const MAX_NAME = 100;

function problemsOf(issue: z.core.$ZodIssue): { parameter: string; problem: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ parameter: String(issue.path[0]), problem: issue.message }];
  const known = Object.keys(parameters.shape);
  return issue.keys.map((name) => {
    const meant = nearestName(name, known);
    const advice = meant === undefined ? `use ${known.join(' or ')}` : `did you mean ${meant}?`;
    return { parameter: name.slice(0, MAX_NAME), problem: `is not a parameter of POST /logs; ${advice}` };
  });
}
