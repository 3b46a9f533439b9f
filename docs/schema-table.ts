/** The little that the pages read of a JSON schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
}

/** A table of the fields of an object, those of objects in it included. */
export function fieldTable(schema: Schema): string {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return `${typeText(schema)}\n`;
  return ['| Field | Type | Meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** One row a field; those of an object in a list follow it, with the path in front. */
function rowsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const optional = schema.required?.includes(name) ? '' : ', optional';
    const row = `| \`${path}\`${optional} | ${typeText(field)} | ${cell(field.description)} |`;
    if (field.items?.properties) return [row, ...rowsOf(field.items, `${path}[].`)];
    return field.properties ? [row, ...rowsOf(field, `${path}.`)] : [row];
  });
}

/** The type of a value in words, with a link to a named one. */
export function typeText(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[\`${name}\`](#${name.toLowerCase()})`;
  }
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  const type = [schema.type ?? 'any'].flat().join(' or ');
  if (type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  const { additionalProperties: values } = schema;
  if (type === 'object' && typeof values === 'object') return `map to ${typeText(values)}`;
  const isRange =
    schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER;
  return isRange ? `${type}, ${schema.minimum} to ${schema.maximum}` : type;
}

/** A text that may stand in a cell of a table. */
export function cell(text: string | undefined): string {
  return (text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
}
