import type { Command, Option } from 'commander';
import { queryOf, soon } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import { SEVERITIES } from '../terminal/severity-format.ts';

/** Something that could stand at the cursor. */
export interface Suggestion {
  text: string;
  /** Some words about it; no tab and no line end. */
  about: string;
}

const MAX_VALUES = 50;
/** Values that a shell takes as a word as they are; others are not suggested. */
const HARMLESS = /^[\p{L}\p{N}_.,:@%+/-]+$/u;
const TIMES = { '15m': 'a quarter of an hour ago', '1h': 'an hour ago', '24h': 'a day ago', '7d': 'a week ago' };
/** Names that are understood whatever records have. */
const NAMED_FIELDS = [
  'service',
  'level',
  'message',
  'pattern',
  'traceId',
  'timestamp',
  'status',
  'method',
  'path',
  'ip',
  'duration',
];

/**
 * Suggests completions for the end of a line: commands, options, their values, and for a query fields and values of
 * fields, for which the service is asked.
 *
 * @param line of the shell up to the cursor, the program's name first
 * @returns those that begin with what is there; none for file names, which the shell knows
 */
export async function suggest(program: Command, cli: Cli, line: string): Promise<Suggestion[]> {
  const words = line.trimStart().split(/\s+/);
  const current = (words.pop() ?? '').replace(/^['"]/, '');
  const { command, pending } = commandAt(program, words.slice(1));
  const all = await candidates(program, command, pending, current, cli);
  // Severities and queries are the same in any case; then what is there already stays as it is.
  const isAnyCase = pending === undefined ? !current.startsWith('-') : /severity$/.test(pending.long ?? '');
  const fold = (text: string) => (isAnyCase ? text.toLowerCase() : text);
  return all
    .filter(({ text }) => fold(text).startsWith(fold(current)) && HARMLESS.test(text))
    .map(({ about, text }) => ({ about, text: current + text.slice(current.length) }));
}

/** The command that the words name, and the option whose value comes next. */
function commandAt(program: Command, words: readonly string[]): { command: Command; pending: Option | undefined } {
  let command = program;
  let pending: Option | undefined;
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith('-'))
      pending = optionsOf(program, command).find(
        (option) => (option.long === word || option.short === word) && takesValue(option),
      );
    else command = command.commands.find((each) => each.name() === word) ?? command;
  }
  return { command, pending };
}

async function candidates(
  program: Command,
  command: Command,
  pending: Option | undefined,
  current: string,
  cli: Cli,
): Promise<Suggestion[]> {
  if (pending !== undefined) return await valuesOf(pending, cli);
  if (current.startsWith('-')) {
    return optionsOf(program, command).map(({ description, long, short }) => ({
      text: long ?? short ?? '',
      about: description,
    }));
  }
  const visible = command.createHelp().visibleCommands(command);
  if (command.commands.length > 0) return visible.map((each) => ({ text: each.name(), about: each.description() }));
  const [argument] = command.registeredArguments;
  if (argument?.argChoices) return argument.argChoices.map((text) => ({ text, about: argument.description }));
  return argument?.name() === 'query' ? await queryWords(current, cli) : [];
}

function optionsOf(program: Command, command: Command): Option[] {
  const help = command.createHelp();
  const inherited = command === program ? [] : help.visibleOptions(program);
  return [...help.visibleOptions(command), ...inherited.filter(({ long }) => long !== '--help')];
}

function takesValue({ optional, required }: Option): boolean {
  return required || optional;
}

async function valuesOf(option: Option, cli: Cli): Promise<Suggestion[]> {
  if (option.argChoices) return option.argChoices.map((text) => ({ text, about: option.description }));
  switch (option.long) {
    case '--severity':
    case '--min-severity':
      return SEVERITIES.map((text) => ({ text, about: 'severity' }));
    case '--from':
    case '--since':
    case '--to':
      return Object.entries(TIMES).map(([text, about]) => ({ text, about }));
    case '--service':
      return await fieldValues('service', cli);
    case '--values':
    case '--columns':
      return (await fieldNames(cli)).map((text) => ({ text, about: 'field' }));
    default:
      return [];
  }
}

async function queryWords(current: string, cli: Cli): Promise<Suggestion[]> {
  const colon = current.indexOf(':');
  if (colon < 0) {
    const names = new Set([...NAMED_FIELDS, ...(await fieldNames(cli))]);
    return [...names].map((name) => ({ text: `${name}:`, about: 'field' }));
  }
  const field = current.slice(0, colon);
  return (await fieldValues(field, cli)).map(({ text, about }) => ({ text: `${field}:${text}`, about }));
}

async function fieldNames(cli: Cli): Promise<string[]> {
  const answer = await soon(cli.api().get<{ fields: { name: string }[] }>('/logs/fields', 'fields'));
  return answer?.fields.map(({ name }) => name) ?? [];
}

async function fieldValues(field: string, cli: Cli): Promise<Suggestion[]> {
  const path = `/logs/facets${queryOf({ fields: field, limit: MAX_VALUES })}`;
  const answer = await soon(
    cli.api().get<{ facets: { values: { value: string; count: number }[] }[] }>(path, 'facets'),
  );
  const values = answer?.facets[0]?.values ?? [];
  return values.map(({ count, value }) => ({ text: value, about: `${count.toLocaleString('en-US')} records` }));
}
