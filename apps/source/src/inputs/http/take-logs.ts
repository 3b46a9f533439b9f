import type { Readable } from 'node:stream';
import { Slots, Turns } from '@logwarren/common';
import type { JsonKeys } from '@logwarren/contract';
import { createLineParser, type FormatName, isFormatName } from '@logwarren/contract/formats';
import { createTextReader, type FormatSet, type OwnFormat, type ReaderSettings } from '@logwarren/own-formats';
import type { RecordGatherer } from '../../batching/gather-records.ts';
import { keepBySettings } from '../../formats/keep-by-settings.ts';
import type { SourceMetrics } from '../../metrics/source-metrics.ts';
import { type BodyContext, type BodyParser, bodyParser, MAX_DETAILS, type ParsedBody } from './parse-body.ts';
import { readBody } from './read-body.ts';
import { createParametersReader, type LogParameters, type ParametersReader } from './read-parameters.ts';
import { busyError, confirmTimeoutError, tooManyRecordsError, unavailableError } from './request-error.ts';

/**
 * Steps of a `POST /logs` request:
 *
 *     admit (503, 429) → read and unpack (413, 415, 429) → parse (400) → publish with others → wait for confirm (503)
 *
 * Bytes stay reserved until their records are confirmed, even if the client got a 503 meanwhile: this bounds memory
 * while the broker is away.
 */

/** Parsers kept for the next request with the same parameters: the service is one of the settings. */
const MAX_PARSERS = 50;

/** Sender, limits and formats for the records of HTTP requests. */
export interface TakeLogsOptions {
  records: RecordGatherer;
  metrics: SourceMetrics;
  /** False while the broker takes no messages. */
  isAccepting: () => boolean;
  format: FormatName;
  /** Own format for the text of requests without `?format=`. */
  own?: OwnFormat | undefined;
  /** Formats of the user, by their names. */
  formats?: FormatSet | undefined;
  /** Zone of times without a zone; UTC by default. */
  timeZone?: string | undefined;
  jsonKeys: JsonKeys;
  maxBodyBytes: number;
  maxBodyRecords: number;
  maxRequests: number;
  maxHeldBytes: number;
  confirmMs: number;
}

/** A request that brings records. */
export interface LogRequest {
  query: unknown;
  headers: { 'content-type'?: string; 'content-encoding'?: string; 'x-logwarren-service'?: string | string[] };
  body: Readable;
}

/** Result of a request; its good records are confirmed. */
export type Taken = Pick<ParsedBody, 'rejected' | 'details'> & { accepted: number };

/** A request in progress. */
interface Sent {
  published: Promise<void>;
  taken: Taken;
}

/** Takes the records of HTTP requests. */
export class LogIntake {
  readonly #options: TakeLogsOptions;
  readonly #readParameters: ParametersReader;
  readonly #parsers: Pick<BodyContext, 'parserFor' | 'readerFor'>;
  readonly #room: Slots;
  #requests = 0;

  constructor(options: TakeLogsOptions) {
    this.#options = options;
    this.#readParameters = createParametersReader(options.formats?.names);
    const { ownOutcome: onOutcome } = options.metrics;
    this.#parsers = {
      parserFor: keepBySettings(createLineParser, MAX_PARSERS),
      readerFor: keepBySettings((settings: ReaderSettings) => createTextReader(settings, { onOutcome }), MAX_PARSERS),
    };
    this.#room = new Slots(options.maxHeldBytes);
  }

  /**
   * Admits and counts a request before its body is read.
   *
   * @returns a function to call when the request has been answered
   * @throws RequestError 503, 429
   */
  admit(): () => void {
    const { isAccepting, maxRequests } = this.#options;
    if (!isAccepting()) throw unavailableError();
    if (this.#requests >= maxRequests) throw busyError(`${maxRequests} requests are under way`);
    this.#requests += 1;
    return () => {
      this.#requests -= 1;
    };
  }

  /**
   * Takes the records of a request.
   *
   * @returns when the broker has confirmed all good ones
   * @throws RequestError
   */
  async take(request: LogRequest): Promise<Taken> {
    const named = this.#readParameters(request.query, request.headers['x-logwarren-service']);
    const parse = bodyParser(request.headers['content-type']);
    const held = { bytes: 0 };
    let published: Promise<void> | undefined;
    try {
      const sent = await this.#publish(parse, await this.#read(request, held), named);
      published = sent.published;
      await this.#confirmed(published);
      return sent.taken;
    } finally {
      const release = () => this.#hold(-held.bytes);
      if (published === undefined) release();
      else published.then(release, release);
    }
  }

  /**
   * Separate from the wait, so that neither body nor records stay in memory meanwhile: they take ten times their bytes.
   */
  async #publish(parse: BodyParser, body: Buffer, named: LogParameters): Promise<Sent> {
    const { jsonKeys, maxBodyRecords: maxRecords, metrics, records, timeZone } = this.#options;
    const observedAt = Date.now();
    const context = {
      ...this.#formatOf(named.format),
      jsonKeys,
      observedAt,
      ...this.#parsers,
      service: named.service,
      timeZone,
    };
    const turns = new Turns();
    const parsed = await parseInTurns(parse, body, { ...context, maxRecords }, turns);
    metrics.bytesRead.inc({ input: 'http' }, body.length);
    metrics.recordsRead.inc({ input: 'http' }, parsed.records.length + parsed.rejected);
    metrics.rejected.inc({ reason: 'bad-record' }, parsed.rejected);
    const { details, rejected } = parsed;
    const published: Promise<void>[] = [];
    for (let i = 0; i < parsed.records.length; i += ADDED_AT_ONCE) {
      const part = records.add(parsed.records.slice(i, i + ADDED_AT_ONCE));
      // Awaited below; it may fail before that.
      part.catch(() => {});
      published.push(part);
      if (turns.isOver) await turns.next();
    }
    const all = Promise.all(published).then(() => {});
    return { published: all, taken: { accepted: parsed.records.length, rejected, details } };
  }

  #formatOf(name: string | undefined): Pick<BodyContext, 'format' | 'own'> {
    const { format, formats, own } = this.#options;
    if (name === undefined) return { format, own };
    return isFormatName(name) ? { format: name } : { format: 'auto', own: formats?.named(name) };
  }

  async #read({ body, headers }: LogRequest, held: { bytes: number }): Promise<Buffer> {
    const reserve = (bytes: number) => {
      if (!this.#room.tryTake(bytes)) return false;
      held.bytes += bytes;
      return true;
    };
    const bytes = await readBody(body, headers['content-encoding'], { maxBytes: this.#options.maxBodyBytes, reserve });
    this.#hold(0);
    return bytes;
  }

  #hold(bytes: number): void {
    const { maxHeldBytes, metrics } = this.#options;
    if (bytes < 0) this.#room.give(-bytes);
    metrics.bytesHeld.set(maxHeldBytes - this.#room.free);
  }

  async #confirmed(published: Promise<void>): Promise<void> {
    const { confirmMs } = this.#options;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(confirmTimeoutError(confirmMs)), confirmMs);
    try {
      await Promise.race([published, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Most records that become batches without a pause. */
const ADDED_AT_ONCE = 500;

/** Parses a body of many records with pauses, so that other work is not kept waiting. */
async function parseInTurns(parse: BodyParser, body: Buffer, context: BodyContext, turns: Turns): Promise<ParsedBody> {
  const parsed: ParsedBody = { records: [], rejected: 0, details: [] };
  let index = 0;
  for (const read of parse(body, context)) {
    if (turns.isOver) await turns.next();
    if (read === undefined) continue;
    if (index === context.maxRecords) throw tooManyRecordsError(context.maxRecords);
    if ('record' in read) parsed.records.push(read.record);
    else {
      parsed.rejected += 1;
      if (parsed.details.length < MAX_DETAILS) parsed.details.push({ index, problem: read.problem });
    }
    index += 1;
  }
  return parsed;
}
