import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { messageOf } from '../errors/app-error.ts';
import { ConfigError } from '../settings/load-config.ts';
import { nearestName } from '../settings/nearest-name.ts';

/** An option of a command line. */
export interface ArgumentOption {
  /** Name of its value in the help; an option without one is a switch. */
  value?: string;
  /** True for a switch that `--no-…` turns off. */
  canBeOff?: boolean;
  short?: string;
  meaning: string;
}

/** How a program is called. */
export interface Arguments {
  options?: Readonly<Record<string, ArgumentOption>>;
  /** The operands that may follow the options, as the usage shows them: `[FILE|GLOB|-]...`. Absent without operands. */
  operands?: string;
}

/** The options and operands of a command line. */
interface GivenArguments {
  values: Readonly<Record<string, string | boolean | undefined>>;
  operands: string[];
}

/** Options that every program of Logwarren has. */
export const COMMON_OPTIONS: Readonly<Record<string, ArgumentOption>> = Object.freeze({
  help: { short: 'h', meaning: 'this text' },
  version: { meaning: 'which Logwarren this is' },
});

/**
 * Reads the arguments of a command line.
 *
 * @param args without the program's name
 * @throws ConfigError for an argument that is not known, with the one that was probably meant
 */
export function parseArguments(args: readonly string[], known: Arguments): GivenArguments {
  const options = { ...known.options, ...COMMON_OPTIONS };
  const config = { args: [...args], options: descriptorsOf(options), allowPositionals: true, allowNegative: true };
  const unknown = firstUnknown(config, options, known);
  if (unknown !== undefined) throw new ConfigError(describeUnknown(unknown, known));
  try {
    const { values, positionals } = parseArgs(config);
    return { values: values as GivenArguments['values'], operands: positionals };
  } catch (error) {
    throw new ConfigError(`${messageOf(error)}; --help tells more`);
  }
}

/** True when an option is among the arguments, even if others are wrong. Everything after `--` is a name. */
export function hasOption(args: readonly string[], name: keyof typeof COMMON_OPTIONS): boolean {
  const end = args.indexOf('--');
  const { short } = COMMON_OPTIONS[name] ?? {};
  const options = args.slice(0, end < 0 ? args.length : end);
  return options.includes(`--${name}`) || (short !== undefined && options.includes(`-${short}`));
}

function descriptorsOf(options: Readonly<Record<string, ArgumentOption>>): Record<string, ParseArgsOptionDescriptor> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value, short }]) => {
      const descriptor: ParseArgsOptionDescriptor = { type: value === undefined ? 'boolean' : 'string' };
      return [name, short === undefined ? descriptor : { ...descriptor, short }];
    }),
  );
}

type Config = { args: string[]; options: Record<string, ParseArgsOptionDescriptor>; allowPositionals: boolean };

/** The first unknown option, or else the first operand if the program takes none. */
function firstUnknown(
  config: Config,
  options: Readonly<Record<string, ArgumentOption>>,
  { operands }: Arguments,
): string | undefined {
  const { positionals, tokens } = parseArgs({ ...config, strict: false, tokens: true });
  const isKnown = (name: string) => Object.hasOwn(options, name) || isNegated(name, options);
  const nameOf = ({ name, rawName }: { name: string; rawName: string }) =>
    rawName.startsWith('--') ? rawName.slice(2) : name;
  const token = tokens.find((each) => each.kind === 'option' && !isKnown(nameOf(each)));
  if (token !== undefined) return config.args[token.index];
  return operands === undefined ? positionals[0] : undefined;
}

function isNegated(name: string, options: Readonly<Record<string, ArgumentOption>>): boolean {
  return name.startsWith('no-') && options[name.slice(3)]?.canBeOff === true;
}

function describeUnknown(argument: string, known: Arguments): string {
  const names = optionNames(known);
  const nearest = nearestName(argument.split('=', 1)[0] ?? '', names);
  const advice =
    nearest === undefined ? `there are ${names.join(', ')}` : `did you mean ${nearest}? --help lists them all`;
  return `argument ${JSON.stringify(argument)} is not known; ${advice}`;
}

/** Options as they are typed, including those with `--no-`. */
function optionNames({ options = {} }: Arguments): string[] {
  const own = Object.entries(options).flatMap(([name, { canBeOff }]) =>
    canBeOff ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
  return [...own, ...Object.keys(COMMON_OPTIONS).map((name) => `--${name}`)];
}
