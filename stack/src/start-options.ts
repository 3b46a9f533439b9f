import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '@logwarren/common';
import { StackError } from './stack-error.ts';

export const USAGE = `npm start [-- OPTIONS] [-- FILE...]

Starts RabbitMQ, MongoDB and Logwarren's five services on this machine, and follows log files.

  FILE...         files or globs to follow, from their beginning; without any, the logs of this system
  --no-demo       no demo traffic (a shop that does not exist; on by default when no file is named)
  --demo          demo traffic also when files are named
  --fresh         forgets everything collected before: deletes the data of RabbitMQ and MongoDB and the checkpoints
  --help          this text

Variables: AMQP_URL and MONGO_URL name servers that run already; LOGWARREN_SERVERS=docker|local chooses how to have them
otherwise; SEARCH_PORT (8080) and SOURCE_PORT (8081) move the services; LOGWARREN_HOME moves the data (.logwarren).`;

export interface StartOptions {
  help: boolean;
  /** Absolute paths or globs; empty: the logs of this system. */
  files: string[];
  demo: boolean;
  /** Deletes all data first. */
  fresh: boolean;
}

/**
 * Reads the command line of `npm start`.
 *
 * @param cwd directory that the user is in; files are relative to it
 * @throws StackError for an unknown option or a file that does not exist
 */
export function readStartOptions(args: string[], cwd: string): StartOptions {
  const { values, positionals } = parse(args);
  const files = positionals.map((file) => resolve(cwd, file));
  const missing = files.filter((file) => !/[*?{[]/.test(file) && !existsSync(file));
  if (missing.length > 0) throw new StackError('file-missing', `no such file: ${missing.join(', ')}`);
  return { help: values.help ?? false, files, demo: values.demo ?? files.length === 0, fresh: values.fresh ?? false };
}

function parse(args: string[]) {
  const options = {
    help: { type: 'boolean', short: 'h' },
    demo: { type: 'boolean' },
    fresh: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new StackError('usage', `${messageOf(error)}\n\n${USAGE}`);
  }
}
