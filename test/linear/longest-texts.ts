import { MAX_BODY_BYTES } from '@logwarren/broker';
import { MAX_MESSAGE_BYTES } from '@logwarren/contract';
import { MAX_QUERY_LENGTH } from '@logwarren/query';

/** Readers that are given whole bodies, by the beginning of their names. */
const WHOLE_BODIES = ['body of ', 'readDelivery undefined', 'jsonElements', 'parseForeignJson', 'parseJson'];

/** Readers that are given queries, which are refused when they are longer. */
const QUERIES = ['parseQuery', 'placedQuery', 'queryNotes', 'foreignNotes'];

/** Characters of the longest text that a reader is given: a body, a query, or else a record. */
export function longestTextOf(reader: string): number {
  if (QUERIES.some((name) => reader.startsWith(name))) return MAX_QUERY_LENGTH;
  return WHOLE_BODIES.some((name) => reader.startsWith(name)) ? MAX_BODY_BYTES : MAX_MESSAGE_BYTES;
}
