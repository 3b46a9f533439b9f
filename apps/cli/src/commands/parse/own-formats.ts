import { nearestName } from '@logwarren/common/nearest-name';
import { machineTimeZone, timeZoneFault } from '@logwarren/contract';
import { FORMAT_NAMES, type FormatName, isFormatName } from '@logwarren/contract/formats';
import {
  type FormatFault,
  type FormatSet,
  type OwnFormat,
  readFormatsFile,
  type UnitFormat,
} from '@logwarren/own-formats';
import { UsageError } from '../../exit/exit-codes.ts';
import type { Cli } from '../../options/cli.ts';
import { countOf } from '../../text/numbers.ts';
import { jsonLine, oneLine } from '../../text/terminal-text.ts';
import { STANDARD_INPUT } from './read-input.ts';

/** Options that say how files are read. */
export interface ReadingOptions {
  /** Name of a built-in format, or of one in the file of formats. */
  format: string;
  /** Path of the file of formats. */
  formats?: string;
  /** Zone of times that name none. */
  timeZone?: string;
}

/** How the lines of one file are read. */
export interface Reading {
  format: FormatName;
  own: OwnFormat | undefined;
  /** Formats for entries of the journal. */
  units: UnitFormat[];
  timeZone: string;
}

/**
 * Decides how each file is read: by the options, or else by the variables of the source.
 *
 * @returns a function from the path of a file to how it is read
 * @throws UsageError when the file of formats is faulty, or the format is not known
 */
export function readingsOf({ env }: Pick<Cli, 'env'>, options: ReadingOptions): (path: string) => Reading {
  const formats = formatsOf(options.formats ?? (env.SOURCE_FORMATS || undefined));
  const name = options.format;
  const named = formats?.named(name);
  if (!isFormatName(name) && named === undefined) throw unknownFormat(name, formats?.names ?? []);
  const timeZone = options.timeZone ?? zoneOf(env.SOURCE_TIME_ZONE);
  const format = isFormatName(name) ? name : 'auto';
  return (path) => {
    const own = path === STANDARD_INPUT ? undefined : formats?.forPath(path);
    const units = name === 'auto' && own === undefined ? formats?.forUnits : undefined;
    return { format, own: own ?? named, units: units ?? [], timeZone };
  };
}

function unknownFormat(name: string, own: readonly string[]): UsageError {
  const choices = [...FORMAT_NAMES, ...own];
  const nearest = nearestName(name, choices);
  const advice = nearest === undefined ? '' : `\n(Did you mean ${nearest}?)`;
  return new UsageError(
    `option '--format <name>' argument '${oneLine(name)}' is invalid. Allowed choices are ${choices.join(', ')}.${advice}`,
  );
}

function zoneOf(name: string | undefined): string {
  if (!name) return machineTimeZone();
  const fault = timeZoneFault(name);
  if (fault === undefined) return name;
  throw new UsageError(`SOURCE_TIME_ZONE: ${oneLine(name)} ${fault}`);
}

function formatsOf(path: string | undefined): FormatSet | undefined {
  if (path === undefined) return undefined;
  const read = readOrFail(path);
  if ('formats' in read) return read.formats;
  throw new UsageError([`${path} is wrong:`, ...read.faults.map((fault) => faultLine(path, fault))].join('\n'));
}

function readOrFail(path: string) {
  try {
    return readFormatsFile(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** Formats a fault as compilers do, so that editors and CI find the place. */
function faultLine(path: string, { column, line, problem }: FormatFault): string {
  return `${oneLine(path)}:${line}:${column}: ${oneLine(problem)}`;
}

/**
 * Runs `logwarren parse --check`: prints every fault, or how much was checked.
 *
 * @throws UsageError when the file cannot be read
 */
export function runCheck(cli: Cli, path: string): void {
  const read = readOrFail(path);
  const isText = !cli.isJson;
  if ('formats' in read) {
    const formats = read.formats.names.length;
    if (isText)
      cli.write(`${oneLine(path)}: ${countOf(formats, 'format')}, ${countOf(read.examples, 'example')}: all right\n`);
    return;
  }
  for (const fault of read.faults) {
    cli.write(isText ? `${faultLine(path, fault)}\n` : jsonLine({ file: path, ...fault }));
  }
  cli.notice(`${countOf(read.faults.length, 'fault')} in ${oneLine(path)}`);
  cli.fail();
}
