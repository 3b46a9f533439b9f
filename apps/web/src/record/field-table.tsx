import { useAddress } from '../address/use-address.ts';
import type { AttributeValue, LogRecord } from '../api/log-record.ts';
import { attributeField, excludeValue, includeValue } from '../query/edit-query.ts';
import { MarkedText, useWordsToMark } from '../query/marked-text.tsx';
import { CopyButton } from './copy-button.tsx';
import { copiedText, visibleText } from './visible-text.ts';

/** Longer values are for reading and copying; as a filter they would be a query nobody can read. */
const MAX_FILTER_LENGTH = 200;

/** Fields and attributes in the record's order; each value filters, excludes or is copied. */
export function FieldTable({ record }: { record: LogRecord }) {
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
              <CopyButton what={name} text={copiedText(String(value))} label="copy" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names and values of fields that `field:value` of the query language can ask for, and their names there. */
function fieldsOf(record: LogRecord): (readonly [name: string, value: AttributeValue, field: string])[] {
  const names = ['service', 'severityText', 'traceId', 'spanId'] as const;
  return [
    ...names.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name], name] as const])),
    ...Object.entries(record.attributes).map(([name, value]) => [name, value, attributeField(name)] as const),
  ];
}

function FilterButtons({ name, value }: { name: string; value: AttributeValue }) {
  const { address, navigate } = useAddress();
  const text = String(value);
  if (name === 'severityText' || value === null || text === '' || text.length > MAX_FILTER_LENGTH) return null;
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label={`Only ${name} ${text}`}
        title="Only records with this value"
        onClick={() => navigate({ q: includeValue(address.q, name, text), record: '' })}
      >
        =
      </button>
      <button
        type="button"
        className="quiet"
        data-excludes
        aria-label={`Not ${name} ${text}`}
        title="No records with this value"
        onClick={() => navigate({ q: excludeValue(address.q, name, text), record: '' })}
      >
        ≠
      </button>
    </>
  );
}
