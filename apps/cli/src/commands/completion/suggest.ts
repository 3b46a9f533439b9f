import type { FacetsJson, FieldsJson } from '@logwarren/api';
import { writingAt } from '@logwarren/query/writing';
import type { Command, Option } from 'commander';
import { queryOf, soon } from '../../api/api-client.ts';
import type { Cli } from '../../options/cli.ts';
import { counted } from '../../text/numbers.ts';
import { SEVERITIES } from '../../text/severity-format.ts';

/** A word that could stand at the cursor. */
export interface Suggestion {
  text: string;
  /** A few words about it, without tabs and line ends. */
  about: string;
}

const MAX_VALUES = 50;
/** Values that need no quoting in a shell; others are not suggested. */
const HARMLESS = /^[\p{L}\p{N}_.,:@%+/-]+$/u;
const TIMES = { '15m': 'a quarter of an hour ago', '1h': 'an hour ago', '24h': 'a day ago', '7d': 'a week ago' };
/** Fields that a query understands whatever records have. */
const NAMED_FIELDS = [
  'service',
  'level',
  'message',
  'pattern',
  'traceId',
  'timestamp',
  'ownTime',
  'status',
  'method',
  'path',
  'ip',
  'duration',
];

/**
 * Suggests completions for the end of a line: commands, options, their values and, for a query, fields and values of fields.
 * It asks the service for services, fields and values.
 *
 * @param line of the shell up to the cursor, the program's name first
 * @returns suggestions that begin with the word at the cursor; none for file names, which the shell knows
 */
export async function suggest(program: Command, cli: Cli, line: string): Promise<Suggestion[]> {
  const words = line.trimStart().split(/\s+/);
  const current = (words.pop() ?? '').replace(/^['"]/, '');
  const { command, pending, rest } = commandAt(program, words.slice(1));
  const all = await candidates({ program, command, pending, rest, current, cli });
  // Severities and queries ignore case; the letters already typed stay as they are.
  const isAnyCase = pending === undefined ? !current.startsWith('-') : /severity$/.test(pending.long ?? '');
  const fold = (text: string) => (isAnyCase ? text.toLowerCase() : text);
  return all
    .filter(({ text }) => fold(text).startsWith(fold(current)) && HARMLESS.test(text))
    .map(({ about, text }) => ({ about, text: asTyped(current, text) }));
}

/** Keeps what was typed, and continues in lower case after lower case: `level:error`, not `level:eRROR`. */
function asTyped(current: string, text: string): string {
  if (text.startsWith(current)) return text;
  const rest = text.slice(current.length);
  return current + (current === current.toLowerCase() ? rest.toLowerCase() : rest);
}

/** A place in a line of the shell. */
interface Place {
  command: Command;
  /** The option whose value is being typed. */
  pending: Option | undefined;
  /** Words that are neither commands nor options. */
  rest: readonly string[];
}

function commandAt(program: Command, words: readonly string[]): Place {
  let command = program;
  let pending: Option | undefined;
  const rest: string[] = [];
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith('-'))
      pending = optionsOf(program, command).find(
        (option) => (option.long === word || option.short === word) && takesValue(option),
      );
    else {
      const named = command.commands.find((each) => each.name() === word);
      if (named === undefined) rest.push(word);
      command = named ?? command;
    }
  }
  return { command, pending, rest };
}

async function candidates({
  program,
  command,
  pending,
  rest,
  current,
  cli,
}: Place & { program: Command; current: string; cli: Cli }): Promise<Suggestion[]> {
  if (pending !== undefined) return await valuesOf(pending, current, cli);
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
  return argument?.name() === 'query' ? await queryWords(current, queryOfWords(rest), cli) : [];
}

function optionsOf(program: Command, command: Command): Option[] {
  const help = command.createHelp();
  const inherited = command === program ? [] : help.visibleOptions(program);
  return [...help.visibleOptions(command), ...inherited.filter(({ long }) => long !== '--help')];
}

function takesValue({ optional, required }: Option): boolean {
  return required || optional;
}

async function valuesOf(option: Option, current: string, cli: Cli): Promise<Suggestion[]> {
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
      return await fieldValues({ field: 'service', prefix: current }, cli);
    case '--values':
    case '--columns':
      return (await fieldNames(undefined, cli)).map((text) => ({ text, about: 'field' }));
    default:
      return [];
  }
}

async function queryWords(current: string, q: string | undefined, cli: Cli): Promise<Suggestion[]> {
  const writing = writingAt(current, current.length);
  if (writing?.field === undefined) {
    const names = new Set([...NAMED_FIELDS, ...(await fieldNames(q, cli))]);
    return [...names].map((name) => ({ text: `${name}:`, about: 'field' }));
  }
  const { field, prefix } = writing;
  const before = current.slice(0, current.length - prefix.length);
  const values = await fieldValues({ field, prefix, q }, cli);
  return values.map(({ text, about }) => ({ text: before + text, about }));
}

/** The conditions before the one at the cursor, as a query; undefined if the words could mean something else. */
function queryOfWords(words: readonly string[]): string | undefined {
  const isPlain = words.every((word) => HARMLESS.test(word) && !/^(?:AND|OR|NOT)$/.test(word));
  return isPlain && words.length > 0 ? words.join(' ') : undefined;
}

async function fieldNames(q: string | undefined, cli: Cli): Promise<string[]> {
  const ask = (query: { q?: string | undefined }) =>
    soon(cli.api().get<FieldsJson>(`/logs/fields${queryOf(query)}`, 'fields'));
  const answer = (await ask({ q })) ?? (q === undefined ? undefined : await ask({}));
  return answer?.fields.map(({ name }) => name) ?? [];
}

/** Values of a field that begin with the prefix, among the records of a query, most frequent first. */
async function fieldValues(
  { field, prefix, q }: { field: string; prefix: string; q?: string | undefined },
  cli: Cli,
): Promise<Suggestion[]> {
  const asked = { fields: field, limit: MAX_VALUES };
  const ask = (query: object) =>
    soon(cli.api().get<FacetsJson>(`/logs/facets${queryOf({ ...asked, ...query })}`, 'facets'));
  const beginning = prefix === '' ? {} : { prefix };
  // Older services know no prefix, and the words before may not be a query.
  const answer = (await ask({ ...beginning, q })) ?? (prefix === '' && q === undefined ? undefined : await ask({}));
  const values = answer?.facets[0]?.values ?? [];
  return values.map(({ value, ...count }) => ({
    text: value,
    about: `${counted(count)} ${count.count === 1 ? 'record' : 'records'}`,
  }));
}
