import type { Command } from 'commander';

/** For parameters of the API: the options, as commander names them, that set them; the first one given counts. */
const OPTIONS_OF: Readonly<Record<string, readonly string[]>> = Object.freeze({
  from: ['since', 'from'],
  to: ['until', 'to'],
  before: ['before', 'context'],
  after: ['after', 'context'],
  fields: ['values'],
});

/**
 * Finds the option or argument that set a parameter of the API.
 *
 * @param command that ran
 * @param parameter its name in the API
 * @returns the parameter's own name when no option stands for it
 */
export function typedName(command: Command | undefined, parameter: string): string {
  if (parameter === 'q') return 'the query';
  const name = parameter.replace(/^filter\./, '');
  const [argument] = command?.registeredArguments ?? [];
  if (argument !== undefined && (name === 'id' || name === 'ids')) return `<${argument.name()}>`;
  const names = OPTIONS_OF[name] ?? [name];
  const given = names.find((each) => command?.getOptionValueSource(each) === 'cli') ?? names[0];
  const option = command?.options.find((each) => each.attributeName() === given);
  return option?.long ?? parameter;
}
