import { type Logger, messageOf, type Readiness } from '@logwarren/common';
import type { StoreUnavailableError } from '@logwarren/store';

/** Interval at which a lasting refusal is logged again, ms. */
const REPEAT_MS = 60_000;

/**
 * Reports whether MongoDB accepts writes: in `/readyz` as `storing`, and in the log.
 *
 * The readiness of `mongodb` reports that MongoDB is away. Nothing else reports a refusal: MongoDB can be reached, but
 * answers every write with missing rights, a full disk or a quota. So a refusal is a warning when it begins or changes,
 * and every minute while it lasts.
 *
 * @param what its name in `/readyz`
 * @param now monotonic, ms
 * @returns a function to call after each attempt; see `PartSaverOptions.onAttempt`
 */
export function createStoringHealth(
  { log, readiness }: { log: Logger; readiness: Readiness },
  what = 'storing',
  now: () => number = () => performance.now(),
): (failure: StoreUnavailableError | undefined) => void {
  let told: { text: string; at: number } | undefined;
  return (failure) => {
    if (failure === undefined) {
      if (told !== undefined) readiness.report(what, true, 'MongoDB stores again');
      told = undefined;
      return;
    }
    const { refusal } = failure;
    if (refusal === undefined) return log.debug(messageOf(failure));
    const text = `MongoDB refuses to store: ${refusal.message} (code ${refusal.code})`;
    if (told?.text === text && now() - told.at < REPEAT_MS) return;
    told = { text, at: now() };
    readiness.report(what, false, text);
    log.warn(
      { what, code: refusal.code, reason: refusal.message },
      'MongoDB refuses to store; records wait in RabbitMQ.',
    );
  };
}
