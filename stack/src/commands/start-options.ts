import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Arguments, hasOption, messageOf, parseArguments } from '@logwarren/common';
import { StackError } from '../home/stack-error.ts';

/** Help text of `npm start`. */
export const USAGE = `npm start [-- OPTIONS] [-- FILE...]

Starts RabbitMQ, MongoDB and Logwarren's five services on this machine, and follows log files.

  FILE...         files or globs to follow, from their beginning; without any, the logs of this system
  --no-demo       no demo traffic (a shop that does not exist; on by default when no file is named)
  --demo          demo traffic also when files are named
  --fresh         forgets everything collected before: deletes the data of RabbitMQ and MongoDB and the checkpoints
  --help          this text
  --version       which Logwarren this is

Variables: AMQP_URL and MONGO_URL name servers that run already; LOGWARREN_SERVERS=docker|local chooses how to have them
otherwise; SEARCH_PORT (8080) and SOURCE_PORT (8081) move the services; LOGWARREN_HOME moves the data (.logwarren).`;

/** Options of `npm start`, read from its command line. */
export interface StartOptions {
  help: boolean;
  version: boolean;
  /** Absolute paths or globs; if empty, the logs of this system. */
  files: string[];
  demo: boolean;
  /** Deletes all data first. */
  fresh: boolean;
}

/**
 * Reads the command line of `npm start`.
 *
 * @param cwd the user's directory; files are relative to it
 * @throws StackError for an unknown option or a file that does not exist
 */
export function readStartOptions(args: string[], cwd: string): StartOptions {
  const question = { help: hasOption(args, 'help'), version: hasOption(args, 'version') };
  if (question.help || question.version) return { ...question, files: [], demo: false, fresh: false };
  const { values, operands } = parse(args);
  const files = operands.map((file) => resolve(cwd, file));
  const missing = files.filter((file) => !/[*?{[]/.test(file) && !existsSync(file));
  if (missing.length > 0) throw new StackError('file-missing', `no such file: ${missing.join(', ')}`);
  const { demo = files.length === 0, fresh = false } = values;
  return { ...question, files, demo: demo === true, fresh: fresh === true };
}

function parse(args: string[]) {
  const known: Arguments = {
    operands: '[FILE...]',
    options: {
      demo: { canBeOff: true, meaning: 'demo traffic' },
      fresh: { meaning: 'forgets everything collected before' },
    },
  };
  try {
    return parseArguments(args, known);
  } catch (error) {
    throw new StackError('usage', `${messageOf(error)} (npm start -- --help)`);
  }
}
