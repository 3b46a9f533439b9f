/** Headers of a publisher that travel on with its message. */
export type CarriedHeaders = Record<string, string | number | boolean>;

/** Together far below AMQP's limit for a table; nobody routes or counts by a longer header. */
const MAX_HEADER_LENGTH = 1024;
const MAX_HEADERS = 64;
/** Ordinals of the records of a batch, see `record-order.ts`; without them they would lose their order. */
const ORDINALS = 'ordinals';
const MAX_ORDINALS_LENGTH = 8 * 1024;

/**
 * Headers that a message keeps on its way through dead-letter queues and back: scalars whose names do not begin with
 * `x-`, which belong to the broker and to us.
 */
export function carriedHeaders(headers: Readonly<Record<string, unknown>>): CarriedHeaders {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      name.length <= MAX_HEADER_LENGTH &&
      !/^x-/i.test(name) &&
      isShortScalar(value, name === ORDINALS ? MAX_ORDINALS_LENGTH : MAX_HEADER_LENGTH),
  );
  return Object.fromEntries(kept.slice(0, MAX_HEADERS)) as CarriedHeaders;
}

function isShortScalar(value: unknown, maxLength: number): boolean {
  if (typeof value === 'string') return value.length <= maxLength;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
