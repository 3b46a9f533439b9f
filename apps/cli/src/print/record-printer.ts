import type { RecordJson } from '@logwarren/api';
import { parseJson } from '@logwarren/contract/exact-json';
import type { Cli } from '../options/cli.ts';
import type { RecordOptions } from '../options/record-options.ts';
import { screenOf } from '../options/screen-options.ts';
import type { ScreenOptions } from '../text/screen.ts';
import { jsonLine, safeJson } from '../text/terminal-text.ts';
import { RecordText, type Role } from './record-text.ts';

/** Prints records, as text or as JSON. */
export interface RecordPrinter {
  /** True for text, false for JSON. */
  readonly isText: boolean;
  /** Prints records, and waits until the reader has taken them. */
  print(records: readonly RecordJson[]): Promise<void>;
  /** Prints records that are JSON, one line each, and waits until the reader has taken them. */
  printJson(records: readonly string[]): Promise<void>;
  /** Prints a record as text, marked as found or as context. */
  printAs(record: RecordJson, role: Role): void;
  /** Prints a line between groups, as text. */
  separate(): void;
}

/**
 * Makes a printer, which prints records in the order given.
 *
 * @param query words of the command line, which are marked in messages
 */
export function createRecordPrinter(
  cli: Cli,
  query: readonly string[],
  options: RecordOptions & ScreenOptions,
): RecordPrinter {
  const screen = screenOf(cli, options);
  const { attributes, verbose = false } = options;
  const text = new RecordText({ screen, attributes, isVerbose: verbose, query: query.join(' ') });
  const print = async (records: readonly RecordJson[]) => {
    if (screen.isText) text.prepare(records);
    cli.write(records.map((record) => (screen.isText ? text.of(record) : jsonLine(record))).join(''));
    await cli.drained();
  };
  return {
    isText: screen.isText,
    print,
    async printJson(records) {
      if (screen.isText) return await print(records.map((json) => parseJson(json) as RecordJson));
      cli.write(records.map((json) => `${safeJson(json)}\n`).join(''));
      await cli.drained();
    },
    printAs: (record, role) => cli.write(text.of(record, role)),
    separate: () => cli.write(text.separator()),
  };
}
