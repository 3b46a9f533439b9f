import type { Variable } from '../settings/describe-variables.ts';
import { serviceSettings } from '../settings/settings.ts';
import { type ArgumentOption, type Arguments, COMMON_OPTIONS } from './service-arguments.ts';

/** The facts that `--help` of a service shows. */
export interface ServiceAbout extends Arguments {
  name: string;
  /** One sentence about its purpose, continuing `logwarren NAME: `. */
  summary: string;
}

const WIDTH = 100;
const INDENT = '      ';

/** The text of `--help`. */
export function helpText(about: ServiceAbout, variables: readonly Variable[]): string {
  return [
    ...wrap(`logwarren ${about.name}: ${about.summary}`, ''),
    '',
    `usage: ${usageOf(about)}`,
    '',
    'Options:',
    ...optionLines(about),
    '',
    'Environment variables; each can also be given as NAME_FILE, the path of a file that holds the value:',
    '',
    ...ownFirst(variables).flatMap(variableLines),
    '',
    'Exit codes: 0 told to stop, or its work is done; 1 failed, its log says why; 78 wrong arguments or variables.',
    'More: docs/configuration.md. Node is version 24 or newer; a clone has it as node_modules/.bin/node.',
    '',
  ].join('\n');
}

/** Puts the variables that every service has last. */
function ownFirst(variables: readonly Variable[]): Variable[] {
  const isShared = ({ name }: Variable) => Object.hasOwn(serviceSettings(0), name);
  return [...variables.filter((variable) => !isShared(variable)), ...variables.filter(isShared)];
}

/** The usage of a service in one line. */
function usageOf({ name, options = {}, operands }: ServiceAbout): string {
  const own = Object.entries(options).map(([option, about]) => `[${optionText(option, about).replace(', ', '|')}]`);
  return [`node apps/${name}/src/main.ts`, ...own, operands].filter((part) => part !== undefined).join(' ');
}

/** Each option of a command line and its meaning, in columns. */
function optionLines({ options = {} }: Arguments): string[] {
  const all = Object.entries({ ...options, ...COMMON_OPTIONS });
  const texts = all.map(([name, option]) => optionText(name, option));
  const width = Math.max(...texts.map((text) => text.length)) + 2;
  return all.flatMap(([, { meaning }], index) => {
    const [first = '', ...rest] = wrap(meaning, ' '.repeat(width + 2));
    return [`  ${(texts[index] ?? '').padEnd(width)}${first.trimStart()}`, ...rest];
  });
}

function optionText(name: string, { value, short, canBeOff }: ArgumentOption): string {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
  return [...(short === undefined ? [] : [`-${short}`]), long, ...(canBeOff ? [`--no-${name}`] : [])].join(', ');
}

function variableLines({ name, defaultText, isRequired, values, meaning }: Variable): string[] {
  const initial = defaultText === undefined ? (isRequired ? 'required' : 'not set') : `default ${defaultText}`;
  return [...wrap(`${name}  (${plain(values)}; ${initial})`, '  ', INDENT), ...wrap(plain(meaning), INDENT)];
}

/** Without the marks of code, which a terminal does not show. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function wrap(text: string, indent: string, hanging = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = hanging;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
