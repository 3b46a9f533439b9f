import type { RecordJson } from '@logwarren/api';
import type { AttributeValue } from '@logwarren/contract/log-record';
import { useAddress } from '../address/use-address.ts';
import { CopyButton } from '../elements/copy-button.tsx';
import { attributeField, excludeValue, includeValue } from '../query/edit-query.ts';
import { MarkedText, useWordsToMark } from '../query/marked-text.tsx';
import { spokenText } from '../text/spaced-text.ts';
import { copiedText, visibleText } from '../text/visible-text.ts';

/** Longer values are for reading and copying; as a filter they would make a query that nobody can read. */
const MAX_FILTER_LENGTH = 200;
/** Letters of a longer value in the name of a button. */
const MAX_NAMED = 40;

/** Fields and attributes in the record's order; each value can be filtered by, excluded or copied. */
export function FieldTable({ record }: { record: RecordJson }) {
  const words = useWordsToMark();
  return (
    <table className="fields">
      <tbody>
        {fieldsOf(record).map(([name, value, field]) => (
          <tr key={name}>
            <th scope="row">{visibleText(name)}</th>
            <td className="fields-value">
              <MarkedText text={visibleText(String(value))} words={words} />
            </td>
            <td className="fields-actions">
              <FilterButtons name={field} value={value} />
              <CopyButton what={spokenText(name)} text={copiedText(String(value))} label="copy" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Fields that the query language can ask for with `field:value`, with their values and their names in a query. */
function fieldsOf(record: RecordJson): (readonly [name: string, value: AttributeValue, field: string])[] {
  const names = ['service', 'severityText', 'traceId', 'spanId'] as const;
  return [
    ...names.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name], name] as const])),
    ...Object.entries(record.attributes).map(([name, value]) => [name, value, attributeField(name)] as const),
  ];
}

function FilterButtons({ name, value }: { name: string; value: AttributeValue }) {
  const { address, navigate } = useAddress();
  const text = String(value);
  const reason = reasonAgainst(name, value);
  const shown = spokenText(text.length > MAX_FILTER_LENGTH ? `${text.slice(0, MAX_NAMED)}…` : text);
  const spoken = spokenText(name);
  const ask = (edit: typeof includeValue) => () => navigate({ q: edit(address.q, name, text), record: '' });
  return (
    <>
      <FilterButton
        sign="="
        name={`Only ${spoken} ${shown}`}
        reason={reason}
        title="Only records with this value"
        filter={ask(includeValue)}
      />
      <FilterButton
        sign="≠"
        name={`Not ${spoken} ${shown}`}
        reason={reason}
        excludes
        title="No records with this value"
        filter={ask(excludeValue)}
      />
    </>
  );
}

/** Why it is not possible to filter by a value; undefined if it is. */
function reasonAgainst(name: string, value: AttributeValue): string | undefined {
  const text = String(value);
  if (name === 'severityText') return 'Not a filter: use severity, which is read from this text';
  if (text.length > MAX_FILTER_LENGTH)
    return `Not a filter: longer than ${MAX_FILTER_LENGTH} letters; search for a word of it`;
  return undefined;
}

interface FilterButtonProps {
  sign: string;
  name: string;
  title: string;
  /** Why the button is disabled. */
  reason: string | undefined;
  excludes?: boolean;
  filter: () => void;
}

/** A disabled button that stays in its place and in reach of the keyboard, and says why it does nothing. */
function FilterButton({ sign, name, title, reason, excludes, filter }: FilterButtonProps) {
  return (
    <button
      type="button"
      className="quiet"
      data-excludes={excludes}
      aria-label={name}
      title={reason ?? title}
      aria-disabled={reason !== undefined}
      aria-description={reason}
      onClick={() => reason === undefined && filter()}
    >
      {sign}
    </button>
  );
}
