import { type Attributes, createRecord, type NormalisedRecord } from '../../../record/index.ts';
import type { Instant } from '../../../times/index.ts';
import type { LineContext } from '../../format/line-format.ts';
import { severityOfStatus } from '../../severity/level-words.ts';
import { isGiven } from '../../text/csv-columns.ts';
import { addRequest } from './access-request.ts';

/** A request in the log of any server. */
interface AccessFacts {
  timestamp?: Instant | undefined;
  /** `GET /a?b HTTP/1.1`. */
  request: string;
  /** Three digits; anything else is an attempt without an answer. */
  status: string | undefined;
  client?: string | undefined;
  size?: string | undefined;
  userAgent?: string | undefined;
  referer?: string | undefined;
  user?: string | undefined;
  others?: Record<string, string | undefined>;
}

/** The record of a request: the same names, message and severity for every server. */
export function accessRecord(facts: AccessFacts, context: LineContext): NormalisedRecord {
  const { client, others = {}, referer, request, size, status = '', timestamp, user, userAgent } = facts;
  const attributes: Attributes = {};
  if (isGiven(client)) putAddress(attributes, 'client', client);
  const code = /^[1-5]\d\d$/.test(status) ? Number(status) : undefined;
  if (code !== undefined) attributes['http.response.status_code'] = code;
  const text = addRequest(attributes, request, 0, request.length);
  if (isGiven(size) && /^\d{1,15}$/.test(size)) attributes['http.response.body.size'] = Number(size);
  const texts = {
    'http.request.header.referer': referer,
    'user_agent.original': userAgent,
    'user.name': user,
    ...others,
  };
  for (const [name, text] of Object.entries(texts)) if (isGiven(text)) attributes[name] = text;
  const severity = code === undefined ? 'ERROR' : severityOfStatus(code);
  const message = `${text} ${code ?? (status || '-')}`;
  return createRecord({ timestamp, severity, message, attributes }, context);
}

/** Sets address and port of `203.0.113.7:51422`. */
function putAddress(attributes: Attributes, name: string, text: string): void {
  const port = /^\[?([^\]]{1,60}?)\]?:(\d{1,5})$/.exec(text);
  attributes[`${name}.address`] = port?.[1] ?? text;
  if (port !== null) attributes[`${name}.port`] = Number(port[2]);
}
