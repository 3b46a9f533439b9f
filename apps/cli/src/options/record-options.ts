import { type Command, Option } from 'commander';

/** Which attributes stand behind a message: those that it does not mention, as far as there is room; all; or none. */
export type WhichAttributes = 'some' | 'all' | 'none';

/** Options that say how a record is shown. */
export interface RecordOptions {
  attributes: WhichAttributes;
  verbose?: boolean;
}

/** Adds the options that say how a record is shown. */
export function addRecordOptions(command: Command): Command {
  return command
    .optionsGroup('How a record is shown:')
    .option('-v, --verbose', 'everything, one field per line, including the id')
    .addOption(
      new Option('--attributes <which>', 'some: those that the message does not mention, as many as fit')
        .choices(['some', 'all', 'none'])
        .default('some'),
    );
}
