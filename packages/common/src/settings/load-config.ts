import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { nearestName } from './nearest-name.ts';

/** Wrong or missing configuration; the message names every faulty key and what it should be. Exit code 78. */
export class ConfigError extends AppError {
  /** A line for each fault. */
  readonly faults: readonly string[];

  constructor(message: string, faults: readonly string[] = [message]) {
    super('config-invalid', message);
    this.faults = faults;
  }
}

/**
 * Reads the environment into a configuration object.
 *
 * An empty value counts as not set. `NAME_FILE` names a file that holds the value of NAME (for secrets); giving both is
 * an error. All faults are reported at once, and nothing falls back silently.
 *
 * @param schema object schema whose keys are the names of the variables
 * @throws ConfigError one line per fault
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Record<string, string | undefined>,
): z.output<z.ZodObject<Shape>> {
  const problems: string[] = [];
  const unread = new Set<string>();
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const before = problems.length;
    const value = readVariable(name, env, problems);
    if (problems.length > before) unread.add(name);
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0] ?? 'configuration');
      // Variables that could not be read are among the faults already.
      if (!unread.has(name)) problems.push(`${name}: ${describeIssue(name, values, issue)}`);
    }
  }
  if (problems.length > 0 || !parsed.success) {
    throw new ConfigError(`configuration is wrong: ${problems.join('; ')}`, problems);
  }
  return parsed.data;
}

function readVariable(name: string, env: Record<string, string | undefined>, problems: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return env[name];
  if (env[name]) {
    problems.push(`${name}: given twice, as ${name} and as ${name}_FILE; keep one`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}_FILE: cannot read ${file}: ${(error as Error).message}`);
    return undefined;
  }
}

/** The value is shown only where it cannot be a secret. */
function describeIssue(name: string, values: Record<string, string>, issue: z.core.$ZodIssue): string {
  const { code, message } = issue;
  const value = values[name];
  if (code === 'invalid_value' && value !== undefined && message.startsWith('Invalid option'))
    return notOneOf(value, issue.values.map(String));
  if (value === undefined) return code === 'custom' ? message : 'is not set and has no default';
  const mayBeSecret = /URL|PASSWORD|SECRET|TOKEN|KEY/.test(name);
  return mayBeSecret ? message : `${JSON.stringify(value)}: ${message}`;
}

function notOneOf(value: string, allowed: readonly string[]): string {
  const nearest = nearestName(value, allowed);
  const advice = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${JSON.stringify(value)} is not one of ${allowed.join(', ')}${advice}`;
}
