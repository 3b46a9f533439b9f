import { type LogRecord, type NormalisedRecord, stringifyJson } from '@logwarren/contract';
import { type Cursor, isBehind, type LogPage, type LogQuery } from '@logwarren/store';
import { toRecordJson } from '../../queries/record-json.ts';
import { createCsv } from './csv.ts';

/** Records read at once: enough to make the walk over headers cheap, a few MB. */
const PAGE = 5_000;
/** Records in one piece of text, which is written at once. */
const CHUNK = 500;

interface ExportOptions {
  query: Omit<LogQuery, 'limit' | 'cursor'>;
  find: (query: LogQuery) => Promise<LogPage>;
  format: 'ndjson' | 'csv';
  columns: readonly string[];
  /** Called with every record that is written. */
  onRecord?: ((record: NormalisedRecord) => void) | undefined;
}

/** An export that advances as it is read. */
export interface LogExport {
  /** Pieces of the file; NDJSON ends with a line that has the number of records. */
  text: AsyncGenerator<string, void, void>;
  /** Records written so far. */
  readonly count: number;
}

/**
 * Begins an export: the first page has been read when this returns, so that an early failure can still be answered with
 * its status.
 *
 * @throws every error of `find`
 */
export async function startExport({ query, find, format, columns, onRecord }: ExportOptions): Promise<LogExport> {
  let count = 0;
  const first = await find({ ...query, limit: PAGE });
  const csv = createCsv(columns);
  const line = (record: LogRecord) =>
    format === 'csv' ? `${csv.row(record)}\r\n` : `${stringifyJson(toRecordJson({ ...record, order: undefined }))}\n`;
  const findNext = async (cursor: Cursor) => {
    const page = await find({ ...query, limit: PAGE, cursor });
    if (page.next === null || isBehind(page.next, cursor, query.order)) return page;
    // The file must not contain records twice, nor go on without end.
    throw new Error('BUG: an export does not get on: its next page would begin where this one did, or before it');
  };
  async function* write(): AsyncGenerator<string, void, void> {
    if (format === 'csv') yield `${csv.header}\r\n`;
    for (let page = first; ; page = await findNext(page.next)) {
      for (let i = 0; i < page.records.length; i += CHUNK) {
        const chunk = page.records.slice(i, i + CHUNK);
        count += chunk.length;
        if (onRecord !== undefined) chunk.forEach(onRecord);
        yield chunk.map(line).join('');
      }
      if (page.next === null) break;
    }
    if (format === 'ndjson') yield `${JSON.stringify({ export: { complete: true, records: count } })}\n`;
  }
  return {
    text: write(),
    get count() {
      return count;
    },
  };
}
