import { createHash } from 'node:crypto';
import { BATCH_TYPE, COLUMNS_TYPE } from '../batches/index.ts';
import { batchIdFrom, createBatchIds, isBatchId, timeOfId } from '../ids/index.ts';
import { streamHeaders } from './carrier.ts';
import type { Delivery, IdentityKind } from './delivery.ts';

/**
 * Decides whether two messages are the same. Only their publisher can know:
 *
 *     batch-id     a batch of our sources gets its id once
 *     header       the publisher gives both the same `x-deduplication-header`
 *     message-id   both have the same id, of a form meant to be unique in the world: a UUID or a ULID,
 *                  however it is written
 *
 * Anything else proves nothing: programs put their name there, or a counter that begins at 1 with each start, and
 * repeated errors are equal to the byte. RabbitMQ's redelivery flag proves nothing either: it is set on messages that
 * nobody has seen.
 *
 * @see docs/decisions/0003-identity.md
 */

/** Header by which a publisher marks messages as the same; the name is that of RabbitMQ's plugin for it. */
const DEDUPLICATION_HEADER = 'x-deduplication-header';

/**
 * Identifies a message. Two messages are the same if they share it, the routing key, `app_id`, their bytes, and service
 * and severity in the headers.
 */
interface MessageIdentity {
  kind: IdentityKind;
  /** At most 36 characters. */
  id: string;
  /** When the id was made, ms since the epoch; undefined if the id has no time. */
  ms: number | undefined;
}

/** True for batches of our own formats, whose `message-id` is the id of the batch. */
export function isBatchType(type: string | undefined): boolean {
  return type === COLUMNS_TYPE || type === BATCH_TYPE;
}

/** The identity that its publisher gave a message; undefined if it gave none of these. */
export function identityOf({
  headers,
  messageId = '',
  type,
}: Pick<Delivery, 'headers' | 'messageId' | 'type'>): MessageIdentity | undefined {
  if (isBatchType(type) && isBatchId(messageId)) return { kind: 'batch-id', id: messageId, ms: timeOfId(messageId) };
  const named = headers[DEDUPLICATION_HEADER];
  if ((typeof named === 'string' && named !== '') || typeof named === 'number') {
    return { kind: 'header', id: uuidOf(DEDUPLICATION_HEADER, `${typeof named} ${named}`), ms: undefined };
  }
  const id = canonical(messageId.toLowerCase());
  if (UUID.test(id)) return { kind: 'message-id', id, ms: plausible(timeOfUuid(id)) };
  const ulidMs = plausible(timeOfUlid(id));
  return ulidMs === undefined ? undefined : { kind: 'message-id', id, ms: ulidMs };
}

const randomId = createBatchIds();

/**
 * Batch id of a message: the same on every delivery if the message has an identity, otherwise a new one each time.
 *
 * An identity without a time gives an id dated 1970-01-01. The id must depend only on the message: not on the day of
 * arrival, and not on the AMQP timestamp, which some clients leave out when they send again.
 *
 * @param body unpacked
 */
export function batchIdOfMessage(delivery: Delivery, body: Buffer): string {
  const identity = identityOf(delivery);
  if (identity === undefined) return randomId();
  if (identity.kind === 'batch-id') return identity.id;
  const digest = createHash('sha256').update(envelopeOf(identity.id, delivery)).update(body).digest();
  // 58 bits of the digest fit after the time. Without one, the millisecond of the day holds 26 more.
  const ms = identity.ms ?? digest.readUInt32BE(24) % DAY_MS;
  return batchIdFrom(ms, digest.readUInt16BE(30) & 0xfff, digest);
}

const DAY_MS = 86_400_000;

/**
 * Text of the properties that identify a message in addition to its body. If ids of publishers only look unique,
 * because each counts from 1, they lose only messages that are equal in all of these properties.
 *
 * Service and severity in headers decide how its records are divided into parts, so a message with other values is
 * another message.
 *
 * @param id id of its identity
 */
export function envelopeOf(id: string, { routingKey, appId = '', headers }: Delivery): string {
  const { service, severityNumber } = streamHeaders(headers);
  const named = service === undefined && severityNumber === undefined ? [] : [service ?? null, severityNumber ?? null];
  return JSON.stringify([id, routingKey, appId, ...named]);
}

/** RFC 9562: any version, its own variant; so neither the nil nor the max UUID. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Milliseconds between 1582, when the time of UUIDs begins, and 1970. */
const GREGORIAN_MS = 12_219_292_800_000;

/** A UUID as .NET and URNs write it. */
const WRAPPED = /^(?:\{([0-9a-f-]{36})\}|urn:uuid:([0-9a-f-]{36}))$/;
/**
 * A UUID without dashes, only random ones or those with a time. Many digests have a version and a variant by chance,
 * and an equal digest means that the text is the same, not the message.
 */
const BARE = /^([0-9a-f]{8})([0-9a-f]{4})([1467][0-9a-f]{3})([89ab][0-9a-f]{3})([0-9a-f]{12})$/;

/** Converts every spelling of a UUID to one form; anything else stays as it is. */
function canonical(id: string): string {
  const wrapped = WRAPPED.exec(id);
  if (wrapped !== null) return wrapped[1] ?? wrapped[2] ?? id;
  return id.replace(BARE, '$1-$2-$3-$4-$5');
}

function timeOfUuid(id: string): number | undefined {
  const version = id[14];
  if (version === '7') return timeOfId(id);
  // 60 bits of 100 ns; the part that a number rounds off is far below a millisecond.
  const low = `${id.slice(0, 8)}${id.slice(9, 13)}`;
  if (version === '6') return gregorian(`${low}${id.slice(15, 18)}`);
  if (version === '1') return gregorian(`${id.slice(15, 18)}${id.slice(9, 13)}${id.slice(0, 8)}`);
  return undefined;
}

function gregorian(hex: string): number {
  return Math.floor(Number.parseInt(hex, 16) / 10_000) - GREGORIAN_MS;
}

/** Crockford's base 32; a letter among the random digits distinguishes a ULID from a number of 26 digits. */
const ULID = /^[0-7][0-9a-hjkmnp-tv-z]{9}(?=\d*[a-z])[0-9a-hjkmnp-tv-z]{16}$/;
const BASE_32 = '0123456789abcdefghjkmnpqrstvwxyz';

function timeOfUlid(id: string): number | undefined {
  if (!ULID.test(id)) return undefined;
  let ms = 0;
  for (const digit of id.slice(0, 10)) ms = ms * 32 + BASE_32.indexOf(digit);
  return ms;
}

/** Drops a time before 2000 or after 2100: no clock that anybody set shows it. */
function plausible(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= Date.UTC(2000, 0, 1) && ms < Date.UTC(2100, 0, 1) ? ms : undefined;
}

/** A UUIDv8 derived from a name. As a message id it is an identity by itself, even if headers are lost on the way. */
export function uuidOf(space: string, name: string): string {
  const hex = createHash('sha256').update(`${space}\0${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
