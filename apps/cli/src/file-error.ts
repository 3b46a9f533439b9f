import { AppError, messageOf } from '@logwarren/common/tool';

/** A file could not be written. */
export class FileError extends AppError {
  constructor(file: string, cause: unknown) {
    super('file-unwritable', `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}
