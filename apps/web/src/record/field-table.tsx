import { isPlainName } from '@logwarren/contract/field-name';
import { useAddress } from '../address/use-address.ts';
import type { AttributeValue, LogRecord } from '../api/log-record.ts';
import { excludeValue, includeValue } from '../query/edit-query.ts';
import { CopyButton } from './copy-button.tsx';
import { visibleText } from './visible-text.ts';

/** Longer values are for reading and copying; as a filter they would be a query nobody can read. */
const MAX_FILTER_LENGTH = 200;

/** Fields and attributes in the record's order; each value filters, excludes or is copied. */
export function FieldTable({ record }: { record: LogRecord }) {
  return (
    <table className="fields">
      <tbody>
        {fieldsOf(record).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{visibleText(name)}</th>
            <td className="fields-value">{visibleText(String(value))}</td>
            <td className="fields-actions">
              <FilterButtons name={name} value={value} />
              <CopyButton what={name} text={String(value)} label="copy" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Fields that `field:value` of the query language can ask for. */
function fieldsOf(record: LogRecord): [string, AttributeValue][] {
  const fields: [string, AttributeValue][] = [['service', record.service]];
  if (record.severityText !== undefined) fields.push(['severityText', record.severityText]);
  if (record.traceId !== undefined) fields.push(['traceId', record.traceId]);
  if (record.spanId !== undefined) fields.push(['spanId', record.spanId]);
  return [...fields, ...Object.entries(record.attributes)];
}

function FilterButtons({ name, value }: { name: string; value: AttributeValue }) {
  const { address, navigate } = useAddress();
  const text = String(value);
  if (!isPlainName(name) || name === 'severityText' || value === null || text === '' || text.length > MAX_FILTER_LENGTH)
    return null;
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
