import type { FacetJson, FacetsJson } from '@logwarren/api';
import type { Severity } from '@logwarren/contract/severity';
import { listEntry } from '@logwarren/query/field-name';
import { useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { SEVERITIES } from '../api/severity-counts.ts';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { attributeField } from '../query/edit-query.ts';
import { withParameters } from '../query/filter-parameters.ts';
import { markIn, ownOf } from '../query/own-values.ts';
import { CountExactly, CountText, MayMiss, useExactCount } from '../text/estimates.tsx';
import { spokenText } from '../text/spaced-text.ts';
import { FacetValue } from './facet-value.tsx';

interface FacetPanelProps {
  /** Facets of `service` and `severity`. */
  answer: Answer<FacetsJson>;
  /** Parameters that choose the records. */
  filter: string;
  /** The moment that the records are counted as of. */
  moment: Moment;
  /** Names of attributes that are worth a facet. */
  attributes: readonly string[];
}

/** The most frequent values of fields beside the records; a click filters. */
export function FacetPanel({ answer, filter, moment, attributes }: FacetPanelProps) {
  const facetOf = (field: string) => answer.data?.facets.find((facet) => facet.field === field);
  return (
    <aside className="facets" aria-label="Filters" data-stale={answer.stale}>
      <FacetSection name="severity" facet={bySeverity(facetOf('severity'))} />
      <FacetSection name="service" facet={facetOf('service')} />
      {attributes.length > 0 && <h3 className="facets-kind">attributes</h3>}
      {attributes.map((name) => (
        <AttributeFacet key={name} name={name} filter={filter} moment={moment} />
      ))}
    </aside>
  );
}

function FacetSection({ name, facet }: { name: string; facet: FacetJson | undefined }) {
  return (
    <section className="facet" aria-label={spokenText(name)}>
      <h3>
        {name}
        {facet?.exact === false && <span className="hint"> of a part</span>}
      </h3>
      <FacetValues facet={facet} />
    </section>
  );
}

function FacetValues({ facet }: { facet: FacetJson | undefined }) {
  const { address } = useAddress();
  if (facet === undefined) return <p className="hint">…</p>;
  if (facet.values.length === 0) return <p className="hint">none</p>;
  // Parsed once for all values.
  const own = ownOf(address.q, facet.field);
  const most = facet.values.reduce((max, { count }) => Math.max(max, count), 1);
  return (
    <ul>
      {facet.values.map(({ value, ...count }) => (
        <FacetValue
          key={value}
          count={count}
          share={count.count / most}
          query={address.q}
          field={facet.field}
          value={value}
          mark={markIn(own, facet.field, value)}
        />
      ))}
      {facet.others > 0 && (
        <li className="hint facet-others">
          others:{' '}
          <CountText count={facet.others} error={facet.othersError} low={facet.othersLow} high={facet.othersHigh} />
        </li>
      )}
    </ul>
  );
}

/** An attribute is counted only when it is opened, because that means reading records. */
function AttributeFacet({ name, filter, moment }: { name: string; filter: string; moment: Moment }) {
  const [isOpen, setIsOpen] = useState(false);
  const exact = useExactCount(filter);
  const parameters = new URLSearchParams({ fields: listEntry(attributeField(name)), limit: '10', ignoreOwn: 'true' });
  if (exact.isAsked) parameters.set('exact', 'true');
  const { data, error, loading } = useAnswer<FacetsJson>(
    isOpen ? withParameters('/logs/facets', filter, parameters.toString()) : undefined,
    0,
    moment,
  );
  const facet = data?.facets[0];
  return (
    <details className="facet" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary title={name}>
        {name}
        {facet?.exact === false && <span className="hint"> {data?.complete ? 'estimated' : 'of a part'}</span>}
      </summary>
      {error === undefined ? isOpen && <FacetValues facet={facet} /> : <p className="hint">{error.message}</p>}
      {facet !== undefined && <MayMiss mayMiss={facet.mayMiss} what="values" />}
      {facet?.exact === false && <CountExactly exact={exact} isLoading={loading} />}
    </details>
  );
}

/** Worst first, whichever has most records. */
function bySeverity(facet: FacetJson | undefined): FacetJson | undefined {
  if (facet === undefined) return undefined;
  const rank = (value: string) => SEVERITIES.indexOf(value as Severity);
  return { ...facet, values: facet.values.toSorted((a, b) => rank(a.value) - rank(b.value)) };
}
