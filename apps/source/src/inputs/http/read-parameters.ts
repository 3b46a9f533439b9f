import { nearestName } from '@logwarren/common';
import { MAX_SERVICE_LENGTH } from '@logwarren/contract';
import { FORMAT_NAMES } from '@logwarren/contract/formats';
import { z } from 'zod';
import { parameterError } from './request-error.ts';

const GIVEN_TWICE = 'is given more than once; give it once';

const service = z
  .string(GIVEN_TWICE)
  .trim()
  .min(1, 'is empty; give a name or leave it out')
  .max(MAX_SERVICE_LENGTH, `is longer than ${MAX_SERVICE_LENGTH} characters, which a service has at most`);

/** Settings in a request that apply to all of its records. */
export interface LogParameters {
  /** Service of all records, whatever service they name. */
  service?: string | undefined;
  /** One of `FORMAT_NAMES`, or the name of an own format. */
  format?: string | undefined;
}

const HEADER = 'x-logwarren-service';

/**
 * Reads the parameters of a request; the query takes precedence over the header.
 *
 * @param header `X-Logwarren-Service`
 * @throws RequestError 400 with every fault
 */
export type ParametersReader = (query: unknown, header: string | string[] | undefined) => LogParameters;

/**
 * Makes the reader for all requests. A schema for each request took 0.5 ms; reading the parameters takes 2 µs.
 *
 * @param ownFormats names of the formats of the user
 */
export function createParametersReader(ownFormats: readonly string[] = []): ParametersReader {
  const parameters = parametersWith([...FORMAT_NAMES, ...ownFormats]);
  const known = Object.keys(parameters.shape);
  return (query, header) => {
    const parsed = parameters.safeParse(query);
    if (!parsed.success) throw parameterError(parsed.error.issues.flatMap((issue) => problemsOf(issue, known)));
    if (parsed.data.service !== undefined || header === undefined) return parsed.data;
    const named = service.safeParse(header);
    if (named.success) return { ...parsed.data, service: named.data };
    throw parameterError(named.error.issues.map(({ message }) => ({ parameter: HEADER, problem: message })));
  };
}

/** Parameters of `POST /logs`. */
function parametersWith(formats: readonly string[]) {
  const format = z
    .string(GIVEN_TWICE)
    .refine((name) => formats.includes(name), { error: ({ input }) => notAFormat(String(input), formats) });
  return z.strictObject({ service: service.optional(), format: format.optional() });
}

function notAFormat(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  const advice = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${JSON.stringify(given.slice(0, 60))} is not a format; use ${names.join(', ')}${advice}`;
}

const MAX_NAME = 100;

function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): { parameter: string; problem: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ parameter: String(issue.path[0]), problem: issue.message }];
  return issue.keys.map((name) => {
    const meant = nearestName(name, known);
    const advice = meant === undefined ? `use ${known.join(' or ')}` : `did you mean ${meant}?`;
    return { parameter: name.slice(0, MAX_NAME), problem: `is not a parameter of POST /logs; ${advice}` };
  });
}
