import { styleText } from 'node:util';

/** Formats of node:util's styleText. */
export type Format = Parameters<typeof styleText>[0];

/** How something is printed. */
export interface Screen {
  /** Text for people; else JSON for programs. */
  isText: boolean;
  /** Colours the text, or leaves it as it is. */
  paint: (format: Format, text: string) => string;
  /** Columns that lines may have; Infinity when nobody minds. */
  columns: number;
  /** Times in UTC, else in the zone of this machine. */
  isUtc: boolean;
}

/** Facts that decide about the screen. */
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

/** Narrower terminals are written to as if they had this width. */
const LEAST_COLUMNS = 40;

/**
 * How to print: text on a terminal, JSON into pipes and files, unless the options say otherwise. Who asks for colours asks
 * for text. NO_COLOR, FORCE_COLOR and TERM=dumb are heeded unless --color is given.
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
