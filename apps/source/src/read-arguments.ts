import { parseArguments, type ServiceAbout } from '@logwarren/common';

/** Text and arguments of the source for `--help`. */
export const about = {
  name: 'source',
  summary: 'takes log records in from files, standard input and HTTP, and publishes them to RabbitMQ.',
  operands: '[FILE|GLOB|-]...',
  options: {
    format: { value: 'NAME', meaning: 'SOURCE_FORMAT: format of the lines, recognised if not given' },
    formats: { value: 'FILE', meaning: 'SOURCE_FORMATS: formats of your own' },
    service: { value: 'NAME', meaning: 'SOURCE_SERVICE: service of all records of files and standard input' },
    from: { value: 'beginning|end', meaning: 'SOURCE_START: where to start in files that were never read before' },
    state: { value: 'DIRECTORY', meaning: 'SOURCE_STATE_DIR: where it is kept how far each file was read' },
    http: { canBeOff: true, meaning: 'SOURCE_HTTP: whether records are taken over HTTP; off when only - is named' },
  },
} satisfies ServiceAbout;

/**
 * Turns command line arguments into the variables of `config.ts`.
 *
 * `-` reads standard input. If nothing else is read, HTTP is off unless `--http` asks for it, so that the process ends
 * with its input.
 *
 * @param args without the program's name
 * @throws ConfigError for an unknown argument
 */
export function readArguments(args: readonly string[]): Record<string, string> {
  const { values, operands } = parseArguments(args, about);
  const files = operands.filter((name) => name !== '-');
  const variables: Record<string, string> = {};
  // The line break at the end marks line breaks as separators: a comma then belongs to a name.
  if (files.length > 0) variables.SOURCE_FILES = `${files.join('\n')}\n`;
  if (files.length < operands.length) {
    variables.SOURCE_STDIN = 'true';
    if (files.length === 0) variables.SOURCE_HTTP = 'false';
  }
  for (const [option, variable] of VARIABLES) {
    if (values[option] !== undefined) variables[variable] = String(values[option]);
  }
  return variables;
}

const VARIABLES: readonly [option: keyof (typeof about)['options'], variable: string][] = [
  ['format', 'SOURCE_FORMAT'],
  ['formats', 'SOURCE_FORMATS'],
  ['service', 'SOURCE_SERVICE'],
  ['from', 'SOURCE_START'],
  ['state', 'SOURCE_STATE_DIR'],
  ['http', 'SOURCE_HTTP'],
];
