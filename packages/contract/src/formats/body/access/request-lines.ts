import { type Attributes, createRecord } from '../../../record/index.ts';
import { instantOf, takeTime } from '../../../times/index.ts';
import type { LineFormat, TextFormat } from '../../format/line-format.ts';
import { severityOfStatus } from '../../severity/level-words.ts';
import { accessRecord } from './access-record.ts';

/*
 * Requests in layouts of their own:
 *
 *     Started GET "/orders" for 203.0.113.7 at 2024-05-14 10:00:00 +0200          Rails; its status is in a line below
 *     Completed 500 Internal Server Error in 12ms
 *     [6f1c2b7e-…] Started GET "/orders" for …                                     the same, each line after the request's id
 *     203.0.113.7 10.0.0.5 14/May/2024/10/00/00 GET /v1/AUTH_a HTTP/1.0 503 …     OpenStack Swift's proxy
 */

const STARTED = /^Started ([A-Z]{3,10}) "([^"]{0,8192})" for ([\da-fA-F.:]{3,45}) at (?=\d{4}-)/;
const COMPLETED = /^Completed (\d{3})\b/;
/** Most lines that are searched for the status of Rails. */
const MOST_LINES = 1000;

/** The id of a request, which Rails puts before each line, and further tags. */
const TAGS =
  /^\[([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})\] (?:\[[^\]]{1,64}\] ){0,3}(?=Started [A-Z]{3,10} "|Completed \d{3} )/;
const DASH = 45;

/** Reads the block that Rails writes about a request, with tags or without, or its first line alone. */
export const railsText: TextFormat = (text, context) => {
  const [tags, id = ''] = text.charCodeAt(9) === DASH ? (TAGS.exec(text) ?? []) : [];
  if (tags === undefined) return requestText(text, context);
  const untagged = text.slice(tags.length).replaceAll(`\n${tags}`, '\n');
  const record = requestText(untagged, context) ?? completedText(untagged, context);
  if (record !== undefined) record.attributes = { ...record.attributes, 'http.request.id': id };
  return record;
};

/** The end of a request whose beginning is above lines of others. */
const completedText: TextFormat = (text, context) => {
  const status = Number(COMPLETED.exec(text)?.[1]);
  const attributes = { 'http.response.status_code': status };
  return createRecord({ severity: severityOfStatus(status), message: text, attributes }, context);
};

const requestText: TextFormat = (text, context) => {
  const match = STARTED.exec(text);
  const time = match === null ? undefined : takeTime(text, match[0].length, context.observedAt);
  if (match === null || time === undefined) return undefined;
  const [, method = '', target = '', client = ''] = match;
  const attributes: Attributes = { 'http.request.method': method, 'url.path': target, 'client.address': client };
  const status = statusIn(text);
  if (status !== undefined) attributes['http.response.status_code'] = status;
  const severity = status === undefined ? undefined : severityOfStatus(status);
  return createRecord({ timestamp: instantOf(time), severity, message: text, attributes }, context);
};

function statusIn(text: string): number | undefined {
  let end = text.indexOf('\n');
  for (let count = 0; end >= 0 && count < MOST_LINES; count++) {
    const status = COMPLETED.exec(text.slice(end + 1, end + 20))?.[1];
    if (status !== undefined) return Number(status);
    end = text.indexOf('\n', end + 1);
  }
  return undefined;
}

const SWIFT =
  /^(\S{1,64}) \S{1,64} (\d\d\/[A-Z][a-z]{2}\/\d{4})\/(\d\d)\/(\d\d)\/(\d\d) ([A-Z]{3,10} \S{1,8192} HTTP\/[\d.]{1,4}) (\d{3}) (\S{1,1024}) (\S{1,1024})/;

/** Reads a line of Swift's proxy, whose times are in UTC. */
export const swiftFormat: LineFormat = (line, context) => {
  const match = SWIFT.exec(line);
  if (match === null) return undefined;
  const [, client, day, hour, minute, second, request = '', status, referer, userAgent] = match;
  const time = takeTime(`${day}:${hour}:${minute}:${second} +0000`, 0, context.observedAt);
  return accessRecord({ timestamp: time && instantOf(time), request, status, client, referer, userAgent }, context);
};
