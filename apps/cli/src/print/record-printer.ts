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
  readonly isText: boolean;
  /** Prints some, and waits until the reader has taken them. */
  print(records: readonly RecordJson[]): Promise<void>;
  /** The same of records that are JSON, each in one line. */
  printJson(records: readonly string[]): Promise<void>;
  /** Prints a record with its part in what is shown around it. */
  printAs(record: RecordJson, role: Role): void;
  /** A line between groups; nothing in JSON. */
  separate(): void;
}

/** Makes a printer; records are printed in the order in which they are given. */
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
