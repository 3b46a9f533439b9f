import { AppError, messageOf } from '@logwarren/common/tool';

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
