import type { z } from 'zod';

/** One variable of a service, for docs/configuration.md and `--help`. */
export interface Variable {
  name: string;
  /** As it would be written into the environment; undefined for a variable without a default. */
  defaultText: string | undefined;
  isRequired: boolean;
  values: string;
  /** Markdown with code in backticks. */
  meaning: string;
}

type JsonSchema = Record<string, unknown> & { properties: Record<string, Property>; required?: string[] };

interface Property {
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
}

/** The variables that a schema reads, in its order. */
export function describeVariables(schema: z.ZodObject): Variable[] {
  const input = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as unknown as JsonSchema;
  const output = schema.toJSONSchema({ io: 'output', unrepresentable: 'any' }) as unknown as JsonSchema;
  return Object.entries(input.properties).map(([name, asWritten]) => {
    const asRead = output.properties[name] ?? {};
    return {
      name,
      defaultText: defaultOf(asRead.default ?? asWritten.default),
      isRequired: input.required?.includes(name) ?? false,
      values: valuesOf(name, asWritten, asRead),
      meaning: asWritten.description ?? asRead.description ?? '',
    };
  });
}

function defaultOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
  return text === '' ? undefined : text;
}

/** Units by the ending of the name. */
const UNITS: readonly [ending: RegExp, unit: string][] = [
  [/_MS$/, 'milliseconds'],
  [/_S$/, 'seconds'],
  [/_DAYS$/, 'days'],
  [/_BYTES$/, 'bytes'],
  [/_PORT$/, 'port'],
];

function valuesOf(name: string, asWritten: Property, asRead: Property): string {
  if (asWritten.enum !== undefined) return asWritten.enum.map((word) => `\`${word}\``).join(', ');
  if (Array.isArray(asRead.default)) return 'list, separated by commas';
  if (asRead.minimum === undefined || asRead.maximum === undefined) return 'text';
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1] ?? 'number';
  return `${unit}, ${grouped(asRead.minimum)} to ${grouped(asRead.maximum)}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
