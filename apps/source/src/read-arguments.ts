import { parseArgs } from 'node:util';
import { ConfigError, messageOf } from '@logwarren/common';

const USAGE =
  'usage: main.ts [--format NAME] [--service NAME] [--from beginning|end] [--state DIRECTORY] [--http|--no-http] [--version] [FILE|GLOB|-]...';

/**
 * Turns command line arguments into the variables of `config.ts`.
 *
 * `-` reads standard input; when nothing else is read, HTTP is off unless `--http` asks for it, so that the process ends
 * with its input.
 *
 * @param args without the program's name
 * @throws ConfigError for an unknown option, with the usage
 */
export function readArguments(args: readonly string[]): Record<string, string> {
  const { values, positionals } = parse(args);
  const files = positionals.filter((name) => name !== '-');
  const variables: Record<string, string> = {};
  // The line break at the end says that line breaks separate: a comma then belongs to the name.
  if (files.length > 0) variables.SOURCE_FILES = `${files.join('\n')}\n`;
  if (files.length < positionals.length) {
    variables.SOURCE_STDIN = 'true';
    if (files.length === 0) variables.SOURCE_HTTP = 'false';
  }
  if (values.http !== undefined) variables.SOURCE_HTTP = String(values.http);
  if (values.format !== undefined) variables.SOURCE_FORMAT = values.format;
  if (values.service !== undefined) variables.SOURCE_SERVICE = values.service;
  if (values.from !== undefined) variables.SOURCE_START = values.from;
  if (values.state !== undefined) variables.SOURCE_STATE_DIR = values.state;
  return variables;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        format: { type: 'string' },
        service: { type: 'string' },
        from: { type: 'string' },
        state: { type: 'string' },
        http: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new ConfigError(`${messageOf(error)}; ${USAGE}`);
  }
}
