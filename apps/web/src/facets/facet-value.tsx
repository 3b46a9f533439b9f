import type { CountJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { dropValue, excludeValue, includeValue } from '../query/edit-query.ts';
import { SpacedValue } from '../query/marked-text.tsx';
import type { Mark } from '../query/own-values.ts';
import { CountText } from '../text/estimates.tsx';
import { spokenText } from '../text/spaced-text.ts';

interface FacetValueProps {
  field: string;
  value: string;
  count: CountJson;
  /** Share of the most frequent value's count, 0 to 1. */
  share: number;
  query: string;
  /** Whether the query asks for the value, excludes it, or neither. */
  mark: Mark;
}

/** A value with its count: a click asks for it, and another click takes that back. */
export function FacetValue({ field, value, count, share, query, mark }: FacetValueProps) {
  const { navigate } = useAddress();
  const choose = (wanted: Mark) => {
    const edit = mark === wanted ? dropValue : wanted === 'only' ? includeValue : excludeValue;
    navigate({ q: edit(query, field, value), record: '' });
  };
  return (
    <li className="facet-value" data-severity={field === 'severity' ? value : undefined}>
      <button
        type="button"
        className="facet-main"
        aria-pressed={mark === 'only'}
        title={value}
        onClick={() => choose('only')}
      >
        <meter className="facet-share" value={share} min={0} max={1} aria-hidden="true" />
        {field === 'severity' && <i aria-hidden="true" />}
        <span className="facet-name">
          <SpacedValue value={value} />
        </span>
        <span className="facet-count">
          <CountText {...count} />
        </span>
      </button>
      <button
        type="button"
        className="facet-not quiet"
        data-excludes
        aria-pressed={mark === 'excluded'}
        aria-label={`Exclude ${spokenText(value)}`}
        title={mark === 'excluded' ? 'Excluded; click to allow again' : 'Exclude'}
        onClick={() => choose('excluded')}
      >
        −
      </button>
    </li>
  );
}
