import { z } from 'zod';
import { filterParameters, momentParameter } from '../../parameters/filter.ts';
import { once, wholeNumber } from '../../parameters/kinds.ts';
import { queryDigest } from '../../parameters/query-digest.ts';
import { isParsed, rangeCheck, rangeIsNotEmpty } from '../../parameters/range-check.ts';
import { readCursor, readOrder, readRecordId } from '../../parameters/read.ts';

const MAX_LIMIT = 1_000;
/** Records on a page by default. */
export const DEFAULT_LIMIT = 100;

/** Parameters of a page. */
const pageParameters = {
  limit: wholeNumber(MAX_LIMIT)
    .optional()
    .describe(
      `Most records on a page, 1 to ${MAX_LIMIT}; ${DEFAULT_LIMIT} if not given. A page of long records ends after about 8 MiB; ` +
        '`next` goes on.',
    )
    .meta({ example: 100, type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
  order: once(readOrder)
    .optional()
    .describe('`desc` (newest first, the default) or `asc` (oldest first).')
    .meta({ enum: ['desc', 'asc'] }),
  cursor: once(readCursor)
    .optional()
    .describe(
      '`next` of the previous page; continues after its last record. It is valid only with the same filter, range and ' +
        'order, and is refused otherwise. `limit` and `asOf` may differ.',
    ),
  around: once(readRecordId)
    .optional()
    .describe(
      'Id of a record: the page has the matches around its place, half of them newer. It includes the record if the ' +
        'record matches. `previous` continues with newer ones, `next` with older ones. Not together with `cursor` or ' +
        '`order`.',
    ),
};

type PageValues = z.output<z.ZodObject<typeof pageParameters>>;

/** Parameters of `GET /logs`. */
export const logsParameters = z
  .strictObject({ ...filterParameters, ...momentParameter, ...pageParameters })
  .refine(rangeIsNotEmpty, rangeCheck())
  .refine(({ cursor, order }) => cursor === undefined || order === undefined || cursor.order === order, {
    path: ['cursor'],
    error: 'goes the other way than `order`; leave `order` as it was on the page before',
    when: ({ value }) => isParsed((value as PageValues).cursor) && typeof (value as PageValues).order === 'string',
  })
  .refine(({ around, cursor, order }) => around === undefined || (cursor === undefined && order === undefined), {
    path: ['around'],
    error: 'stands beside `cursor` or `order`; give it alone, and then one of its cursors alone',
  });

/**
 * Digest of the parameters that choose records: pages of one query belong together, whatever their limit and their
 * moment.
 *
 * @param given the query as the client sent it
 */
export function digestOf(given: unknown): string {
  return queryDigest(given, {
    texts: ['minSeverity', 'from', 'to', 'q', 'text', 'pattern', 'traceId'],
    lists: ['severity', 'service'],
  });
}
