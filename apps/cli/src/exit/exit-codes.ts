import { AppError, messageOf } from '@logwarren/common/tool';

/** Meanings of the exit codes of `logwarren`; printed by --help and in docs/command-line.md. */
export const EXIT_CODES = Object.freeze({
  0: 'done, even if nothing was found',
  1: 'it failed, or it found something wrong: an export was cut off, a ledger does not balance',
  64: 'the arguments or the query are wrong; nothing was done',
  69: 'the service cannot be reached, or cannot answer now; for a ledger: messages are on their way',
  130: 'ended by Ctrl-C (143: by SIGTERM)',
  141: 'the reader of a pipe closed it, as in `| head`',
});

/** It failed, or what was looked at is not as it should be. */
export const EXIT_WRONG = 1;
/** EX_USAGE of sysexits.h. */
export const EXIT_USAGE = 64;
/** EX_UNAVAILABLE of sysexits.h. */
export const EXIT_UNAVAILABLE = 69;

/** The table of exit codes as lines of text. */
export function exitCodeText(): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`);
  return `Exit codes:\n${lines.join('\n')}\n`;
}

/** The arguments are wrong or contradict each other, and nothing was done: exit code 64. */
export class UsageError extends AppError {
  /** @param message for the user, one sentence without a full stop */
  constructor(message: string) {
    super('arguments-wrong', message);
  }
}

/** A file or standard output could not be written: exit code 1. */
export class FileError extends AppError {
  /** @param file its path, or `standard output` */
  constructor(file: string, cause: unknown) {
    super('file-unwritable', `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}
