import type { LineJoiner } from '@logwarren/contract/formats';

/** A joiner that joins nothing. */
export const LINE_BY_LINE: LineJoiner = {
  push: (line) => [line],
  flush: () => [],
  pendingLines: 0,
  firstLines: [1],
  isInterleaved: false,
  timedRuns: undefined,
};

/** A result that was made with a joiner, or without one. */
export interface Joined<T> {
  made: T;
  isUnjoined: boolean;
}

/**
 * Makes a result from lines. When the joiner fails on them, each line is a record: a file must neither wait for ever at
 * such a line nor be read from the beginning.
 *
 * @param onFailure called with the reason why the joiner failed
 */
export function joinOrNot<T>(
  createJoiner: () => LineJoiner,
  make: (createJoiner: () => LineJoiner) => T,
  onFailure: (error: unknown) => void,
): Joined<T> {
  try {
    return { made: make(createJoiner), isUnjoined: false };
  } catch (error) {
    const made = make(() => LINE_BY_LINE);
    onFailure(error);
    return { made, isUnjoined: true };
  }
}
