import type { NormalisedRecord } from '../../../record/index.ts';
import { instantOf, parseTimestamp, takeTime } from '../../../times/index.ts';
import type { LineContext, LineFormat } from '../../format/line-format.ts';
import { accessRecord } from './access-record.ts';
import { FRAMEWORK_LAYOUTS, LETTER_FRAMEWORK_LAYOUTS } from './framework-access.ts';

/*
 * Access logs other than the combined one. Each has an anchored expression that takes every part once:
 *
 *     [14/May/2024 10:00:00] "GET /orders HTTP/1.1" 500 1234                       Django, Werkzeug, Envoy, Proxmox, S3
 *     10.0.0.7:51422 [14/May/2024:10:00:00.123] front back/srv 0/0/1/12/13 503 …   HAProxy
 *     https 2024-05-14T10:00:00.123456Z app/lb/50dc 203.0.113.7:51422 …            load balancers of AWS
 *     2024-05-14 ⇥ 10:00:00 ⇥ LAX1 ⇥ 392 ⇥ 203.0.113.7 ⇥ GET …                     CloudFront
 *     2024-05-14 10:00:00 10.0.0.5 GET /index.html - 443 - 203.0.113.7 …           IIS with its usual fields
 *     1715680800.123     45 10.0.0.7 TCP_MISS/503 1234 GET http://example.com/ …   Squid
 *     [14/May/2024:10:00:00 +0000] - 404 404 - GET http shop "/x" [Client …] …    Nginx Proxy Manager
 */

type Layout = (line: string, context: LineContext) => NormalisedRecord | undefined;

const REQUEST = /"([A-Z][A-Z_-]{2,31} [^"]*)" (\d{3})(?: (\d+(?!\w)|-))?(?: "([^"]*)" "([^"]*)")?/y;
/** Fields that may be between the time and the request; a second time is that of the request. */
const BETWEEN = /[\])](?: (?!\[\d\d\/)[^\s"]{1,1024}){0,8} (?=")/y;
const MAX_PREFIX = 512;
/** An envelope with a time of its own, such as syslog's. */
const CLOCK_BEFORE = /[T ]\d\d:\d\d:\d\d/;

/** Python's basic configuration glues severity and logger to the first part. */
const GLUED_BEFORE = /^[A-Z]{4,8}:[\w.]{1,64}:/;

/** InfluxDB's, before everything else. */
const TAG = /^\[[a-z]{1,32}\] /;

function isBehindHead(before: string): boolean {
  return CLOCK_BEFORE.test(before) || GLUED_BEFORE.test(before);
}

/** Any line with a time in brackets, then a request, then its status. */
const bracketed: Layout = (line, context) => {
  const open = line.startsWith('[') && !TAG.test(line) ? 0 : line.slice(0, MAX_PREFIX).indexOf(' [') + 1;
  if (line[open] !== '[' || isBehindHead(line.slice(0, open))) return undefined;
  const time = takeTime(line, open + 1, context.observedAt);
  if (time === undefined) return undefined;
  BETWEEN.lastIndex = time.end;
  const between = BETWEEN.exec(line)?.[0];
  if (between === undefined) return undefined;
  REQUEST.lastIndex = time.end + between.length;
  const match = REQUEST.exec(line);
  if (match === null) return undefined;
  const before = line.slice(0, open).replace(TAG, '').trim().split(' ');
  const behind = between.slice(2).trim();
  const isOfS3 = behind.includes('REST.') || behind.includes('BATCH.') || behind.includes('WEBSITE.');
  const [, request = '', status, size, referer, userAgent] = match;
  const others = {
    ...(isOfS3 ? { 'aws.s3.bucket': before[1] } : {}),
    'access_log.extra': [behind, line.slice(REQUEST.lastIndex).trim()].join(' ').trim(),
  };
  const client = isOfS3 ? behind.split(' ', 1)[0] : before.length > 2 ? before[0] : undefined;
  const user = isOfS3 ? undefined : before[2];
  return accessRecord(
    { timestamp: instantOf(time), request, status, client, size, referer, userAgent, user, others },
    context,
  );
};

const HAPROXY =
  /^(\S{3,64}) \[(\d\d\/[A-Z][a-z]{2}\/[\d:.]{10,24})\] (\S{1,128}) (\S{1,256}) ([\d/+-]{5,64}) (\d{3}|-1) \+?(\d{1,15}) \S{1,512} \S{1,512} (\S{2,8}) \S{1,64} \S{1,32} (?:\{[^}]{0,2048}\} ){0,2}"([^"]*)"/;

const haproxy: Layout = (line, context) => {
  const match = HAPROXY.exec(line);
  if (match === null) return undefined;
  const [, client, clock = '', frontend, backend, timers, status, size, ending, request = ''] = match;
  const others = {
    'haproxy.frontend': frontend,
    'haproxy.backend': backend,
    'haproxy.timers': timers,
    'haproxy.termination_state': ending,
  };
  const time = takeTime(clock, 0, context.observedAt);
  return accessRecord({ timestamp: time && instantOf(time), request, status, client, size, others }, context);
};

const ELB =
  /^(?:(https?|h2|wss?|grpcs?) )?(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z) (\S{1,256}) (\S{3,64}) (\S{1,64}) ((?:-?[\d.]{1,16} ){3})(\d{3}|-) (\d{3}|-) (\d{1,15}) (\d{1,15}) "([^"]*)"(?: "([^"]*)")?/;

const elb: Layout = (line, context) => {
  const match = ELB.exec(line);
  if (match === null) return undefined;
  const [all, , time, name, client, target, times, status, targetStatus, received, size, request = '', userAgent] =
    match;
  const others = {
    'aws.elb.name': name,
    'aws.elb.target': target,
    'aws.elb.times': times?.trim(),
    'aws.elb.target_status': targetStatus,
    'aws.elb.received_bytes': received,
    'access_log.extra': line.slice(all.length).trim(),
  };
  return accessRecord({ timestamp: parseTimestamp(time), request, status, client, size, userAgent, others }, context);
};

const CLOUDFRONT =
  /^(\d{4}-\d\d-\d\d)\t(\d\d:\d\d:\d\d)\t([\w-]{3,32})\t(\d{1,15})\t([\da-fA-F.:]{3,45})\t([A-Z]{3,16})\t([^\t]{1,256})\t([^\t]*)\t(\d{3})\t([^\t]*)\t([^\t]*)(?:\t|$)/;

const cloudfront: Layout = (line, context) => {
  const match = CLOUDFRONT.exec(line);
  if (match === null) return undefined;
  const [all, day, clock, edge, size, client, method, host, target, status, referer, userAgent] = match;
  const others = { 'aws.cloudfront.edge': edge, 'server.address': host, 'access_log.extra': line.slice(all.length) };
  const timestamp = parseTimestamp(`${day} ${clock}Z`);
  return accessRecord(
    { timestamp, request: `${method} ${target}`, status, client, size, referer, userAgent, others },
    context,
  );
};

const IIS =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:W3SVC\d{1,12} \S{1,64} )?([\da-fA-F.:]{3,45}) ([A-Z]{3,16}) (\S+) (\S+) (\d{1,5}) (\S+) ([\da-fA-F.:]{3,45}) (?:HTTP\/\S{1,4} )?(\S+) (?:(\S+) )?(\d{3}) (\d{1,5}) (\d{1,10})(?: (.*))?$/;

const iis: Layout = (line, context) => {
  const match = IIS.exec(line);
  if (match === null) return undefined;
  const [, time, server, method, path, query, port, user, client, userAgent, referer, status, substatus, error, extra] =
    match;
  const target = query === '-' ? path : `${path}?${query}`;
  const others = {
    'server.address': server,
    'server.port': port,
    'access_log.extra': [substatus, error, extra].join(' ').trim(),
  };
  return accessRecord(
    {
      // W3C logs are in UTC.
      timestamp: parseTimestamp(`${time}Z`),
      request: `${method} ${target}`,
      status,
      client,
      user,
      userAgent,
      referer,
      others,
    },
    context,
  );
};

const SQUID =
  /^(\d{9,10}\.\d{3}) {1,10}(\d{1,10}) (\S{1,64}) ([A-Z_]{3,40})\/(\d{3}) (\d{1,15}) ([A-Z]{3,16}) (\S+) (\S+) (\S+)(?: (\S+))?/;

const squid: Layout = (line, context) => {
  const match = SQUID.exec(line);
  if (match === null) return undefined;
  const [all, time, elapsed, client, result, status, size, method, target, user, peer, type] = match;
  const others = {
    'squid.result': result,
    'squid.hierarchy': peer,
    'squid.elapsed_ms': elapsed,
    'http.response.header.content-type': type,
    'access_log.extra': line.slice(all.length).trim(),
  };
  return accessRecord(
    { timestamp: parseTimestamp(time), request: `${method} ${target}`, status, client, size, user, others },
    context,
  );
};

const PROXY_MANAGER =
  /^\[(\d\d\/[A-Z][a-z]{2}\/[\d:]{13} [+-]\d{4})\] (?:\S{1,8} ){0,2}(\d{3}) - ([A-Z]{3,16}) (https?) (\S{1,256}) "([^"]*)" \[Client ([^\]]{1,64})\] \[Length (\d{1,15}|-)\]/;

const proxyManager: Layout = (line, context) => {
  const match = PROXY_MANAGER.exec(line);
  if (match === null) return undefined;
  const [all, clock = '', status, method, scheme, host, target, client, size] = match;
  const time = takeTime(clock, 0, context.observedAt);
  const others = { 'url.scheme': scheme, 'server.address': host, 'access_log.extra': line.slice(all.length).trim() };
  const request = `${method} ${target}`;
  return accessRecord({ timestamp: time && instantOf(time), request, status, client, size, others }, context);
};

const LAYOUTS: readonly Layout[] = [
  bracketed,
  haproxy,
  elb,
  cloudfront,
  iis,
  squid,
  proxyManager,
  ...FRAMEWORK_LAYOUTS,
];
/** All others begin with a digit or a bracket. */
const LETTER_FIRST: readonly Layout[] = [bracketed, haproxy, elb, ...LETTER_FRAMEWORK_LAYOUTS];

function layoutsFor(code: number): readonly Layout[] {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? LETTER_FIRST : LAYOUTS;
}

/** Reads one line of an access log of these layouts; see the top of this file. */
export const otherAccessFormat: LineFormat = (line, context) => {
  for (const layout of layoutsFor(line.charCodeAt(0))) {
    const record = layout(line, context);
    if (record !== undefined) return record;
  }
  return undefined;
};
