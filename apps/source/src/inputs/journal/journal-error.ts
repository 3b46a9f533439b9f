import { AppError } from '@logwarren/common';

/** The journal cannot be read; the message says what to do. */
export class JournalError extends AppError {
  constructor(message: string, cause?: unknown) {
    super('journal-unusable', message, { cause });
  }
}
