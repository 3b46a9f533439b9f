import { z } from 'zod';
import { filterParameters } from '../../parameters/filter.ts';
import { list, once, oneOf } from '../../parameters/kinds.ts';
import { rangeCheck, rangeIsNotEmpty } from '../../parameters/range-check.ts';
import { readField, readOrder } from '../../parameters/read.ts';

const MAX_COLUMNS = 100;

const exportParameters = {
  format: oneOf(['ndjson', 'csv'])
    .optional()
    .describe('`ndjson` (the default): one JSON object a line; `csv`: one row a record, with a header.')
    .meta({ enum: ['ndjson', 'csv'] }),
  compression: oneOf(['gzip', 'none'])
    .optional()
    .describe('`gzip` makes a .gz file. `Accept-Encoding: gzip` compresses the transfer alone.')
    .meta({ enum: ['gzip', 'none'] }),
  columns: list(readField)
    .refine((columns) => columns.length <= MAX_COLUMNS, `has too many columns; at most ${MAX_COLUMNS} are allowed`)
    .optional()
    .describe(
      'Columns of a CSV: record fields and attributes by their names, in quotation marks if they contain a comma; all ' +
        'record fields if not given. `pattern` is the pattern of the message by itself, without the `<*>` of GET ' +
        '/logs/patterns.',
    ),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
};

/** Parameters of `GET /logs/export`. */
export const exportQuery = z
  .strictObject({ ...filterParameters, ...exportParameters })
  .refine(rangeIsNotEmpty, rangeCheck());
