/** A number of records. */
export interface Count {
  count: number;
  /**
   * Length of the longer half of the interval; 0 if all were counted. Null if the time was up: `count` is then the number
   * seen, and there may be any number more.
   */
  error: number | null;
  /**
   * In 95 of 100 questions the truth lies between `low` and `high`; absent where `error` is 0 or null. The interval ends at
   * what was seen, and at what there is at most.
   */
  low?: number;
  high?: number;
}

/** A value and how many records have it. */
export interface ValueCount extends Count {
  value: string;
}

/** The most frequent values of many. */
export interface TopValues {
  /** Most frequent first, then by value. */
  values: ValueCount[];
  /** Records with any other value. */
  others: Count;
  /** True when every count is the true one and no value is missing that is as frequent. */
  exact: boolean;
  /** Values with fewer records may be missing, in 5 of 100 cases; 0 when all were counted, null when the time was up. */
  mayMiss: number | null;
}
