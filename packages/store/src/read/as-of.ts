import { AppError, messageOf } from '@logwarren/common';
import { Timestamp } from 'mongodb';

/**
 * A moment of the store: MongoDB's cluster time, as `<seconds>-<increment>`. Answers as of one moment are consistent,
 * whatever arrives, merges or is dropped in between. MongoDB keeps moments for `minSnapshotHistoryWindowInSeconds`,
 * five minutes by default.
 */
export type AsOf = string;

const PATTERN = /^(\d{1,10})-(\d{1,10})$/;
const MAX_UINT32 = 0xffff_ffff;

/** The cluster time of a moment; undefined if the text is not a moment. */
export function clusterTimeOf(asOf: AsOf): Timestamp | undefined {
  const [, seconds, increment] = PATTERN.exec(asOf) ?? [];
  const [t, i] = [Number(seconds), Number(increment)];
  return t >= 0 && t <= MAX_UINT32 && i >= 0 && i <= MAX_UINT32 ? new Timestamp({ t, i }) : undefined;
}

/**
 * The store cannot be read as of a moment: the moment is too old, a day was dropped since, or the moment belongs to
 * another store.
 */
export class AsOfExpiredError extends AppError {
  constructor(cause: unknown) {
    super('as-of-expired', `cannot read as of this moment: ${messageOf(cause)}`, { cause });
  }
}

/** A moment is later than everything in MongoDB: no answer can have named it. */
export class AsOfAheadError extends AppError {
  constructor(cause: unknown) {
    super('as-of-ahead', `this moment has not come yet: ${messageOf(cause)}`, { cause });
  }
}
