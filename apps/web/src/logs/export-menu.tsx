import { Popover } from '../elements/popover.tsx';
import { withParameters } from '../query/filter-parameters.ts';

const FORMATS = [
  ['NDJSON', 'format=ndjson'],
  ['NDJSON, gzip', 'format=ndjson&compression=gzip'],
  ['CSV', 'format=csv'],
  ['CSV, gzip', 'format=csv&compression=gzip'],
] as const;

/** Offers all records of the search as a file, however many there are. */
export function ExportMenu({ filter }: { filter: string }) {
  return (
    <Popover button={<span>Export</span>} title="All of these records as a file" label="Export" className="export">
      {(close) => (
        <ul>
          {FORMATS.map(([name, parameters]) => (
            <li key={name}>
              <a className="action" href={withParameters('/logs/export', filter, parameters)} download onClick={close}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
