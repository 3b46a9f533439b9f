import { styleText } from 'node:util';

/** A format of styleText in node:util, such as a colour. */
export type Format = Parameters<typeof styleText>[0];

/** How something is printed. */
export interface Screen {
  /** True for text for people, false for JSON for programs. */
  isText: boolean;
  /** Colours the text, if colours are wanted. */
  paint: (format: Format, text: string) => string;
  /** Width at which lines wrap; Infinity for no wrapping. */
  columns: number;
  /** True for times in UTC, false for the zone of this machine. */
  isUtc: boolean;
}

/** Options that say how the output looks. */
export interface ScreenOptions {
  json?: boolean;
  text?: boolean;
  color?: string;
  width?: number;
  utc?: boolean;
}

interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  isTerminal: boolean;
  columns: () => number | undefined;
}

/** Output for narrower terminals is laid out for this width. */
const LEAST_COLUMNS = 40;

/**
 * Decides how to print: text on a terminal, JSON into pipes and files, unless the options say otherwise. `--color always`
 * implies text. NO_COLOR, FORCE_COLOR and TERM=dumb count unless --color says `always` or `never`.
 */
export function screenFor(options: ScreenOptions, { env, isTerminal, columns }: Surroundings): Screen {
  const isColoured = colours(options.color, env, isTerminal);
  const isText = options.json !== true && (isTerminal || options.text === true || options.color === 'always');
  const width = options.width ?? (isTerminal ? columns() : undefined) ?? 0;
  return {
    isText,
    paint: (format, text) => (isColoured && text !== '' ? styleText(format, text, { validateStream: false }) : text),
    columns: width === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_COLUMNS, width),
    isUtc: options.utc === true,
  };
}

function colours(option: string | undefined, env: Surroundings['env'], isTerminal: boolean): boolean {
  if (option === 'always') return true;
  if (option === 'never') return false;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal && env.TERM !== 'dumb';
}
