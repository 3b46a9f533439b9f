import { AppError } from '@logwarren/common/tool';

/** The arguments contradict each other; nothing was done. */
export class UsageError extends AppError {
  constructor(message: string) {
    super('arguments-wrong', message);
  }
}
