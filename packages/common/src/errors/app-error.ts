/**
 * An expected failure of an operation. Packages derive their own classes; the code is stable, documented in
 * docs/errors.md and never reused.
 */
export class AppError extends Error {
  /** Kebab-case, unique over the product. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The message of anything that was thrown, with the messages of its causes. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message || (error as { code?: string }).code || error.name;
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error.cause === undefined || own.includes(messageOf(error.cause)) ? own : `${own}: ${messageOf(error.cause)}`;
}
