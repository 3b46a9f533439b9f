interface CountExactlyProps {
  /** While it is counted. */
  isCounting: boolean;
  /** It was asked for, and the time was up. */
  isDone: boolean;
  count: () => void;
}

/** Beside estimates: counts every record, which may take a minute. */
export function CountExactly({ isCounting, isDone, count }: CountExactlyProps) {
  if (isCounting) return <span className="hint">counting …</span>;
  if (isDone) return <span className="hint">too many to count; narrow the search</span>;
  return (
    <button type="button" className="count-exactly quiet" title="May take a minute" onClick={count}>
      count exactly
    </button>
  );
}
