import type { PatternsJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { CountExactly, CountText, type ExactCount, MayMiss } from '../text/estimates.tsx';
import { countOf } from '../text/format-count.ts';
import { nameRange } from '../time/time-range.ts';
import { countedPart } from './pattern-text.ts';

interface PatternsTitleProps {
  data: PatternsJson;
  isLoading: boolean;
  exact: ExactCount;
}

/** How many patterns there are, in which range, and how exact their counts are. */
export function PatternsTitle({ data, isLoading, exact }: PatternsTitleProps) {
  const { from, to } = useAddress().address;
  return (
    <h1 className="overview-title">
      {countOf(data.patterns.length, 'pattern')}
      {data.others > 0 && (
        <>
          , <CountText count={data.others} error={data.othersError} low={data.othersLow} high={data.othersHigh} /> other
          records
        </>
      )}
      , <span className="hint">{nameRange(from, to)}</span>
      {!data.exact && (
        <span className="hint">
          , {countedPart(data)} <MayMiss mayMiss={data.mayMiss} what="patterns" />{' '}
          <CountExactly exact={exact} isLoading={isLoading} />
        </span>
      )}
    </h1>
  );
}
