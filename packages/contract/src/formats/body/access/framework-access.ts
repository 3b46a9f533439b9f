import { createRecord, type NormalisedRecord } from '../../../record/index.ts';
import { instantOf, parseTimestamp, takeTime } from '../../../times/index.ts';
import type { LineContext } from '../../format/line-format.ts';
import { accessRecord } from './access-record.ts';

/*
 * Requests as frameworks log them, and connections of a load balancer:
 *
 *     2024/05/14 10:00:00 "GET http://h/a HTTP/1.1" from 127.0.0.1:51422 - 500 12B in 1ms      chi
 *     2024/05/14 10:00:00 [web-1/x2fH-000001] "GET http://h/a HTTP/1.1" from 127.0.0.1:51422 - 500 12B in 1ms
 *     [negroni] 2024-05-14T10:00:00Z | 500 | ⇥ 1ms | h:3000 | GET /a                           negroni
 *     2024-05-14T10:00:00.000000  0:00:00.004 GET     [500] /a                                 shelf
 *     10:00:00 | 500 |      1ms |  127.0.0.1 | GET     | /a                                    Fiber
 *     [GIN] 2024/05/14 - 10:00:00 | 500 | 1.2ms | 203.0.113.7 | GET "/x"                        Gin
 *     [pid: 813|app: 0|req: 1/1] 203.0.113.7 () {32 vars in 400 bytes} […] …                  uWSGI
 *     INFO:     127.0.0.1:51422 - "GET / HTTP/1.1" 500 Internal Server Error                  Uvicorn
 *     2024-05-14T10:00:00.123Z|4f1c|203.0.113.7|admin|GET|/x|500|-1|0|12|curl                 Artifactory
 *     203.0.113.7 "GET /x HTTP/1.1" 500 12 "-" "curl" 0.001                                   Actix
 *     GET /x 500 12.1 ms - 12                                                                 morgan
 *     tls 2.0 2024-05-14T10:00:00 net/lb/50dc 3d4b 203.0.113.7:51422 10.0.0.5:443 5 2 98 246 … network load balancer of AWS
 */

type Layout = (line: string, context: LineContext) => NormalisedRecord | undefined;

const NLB =
  /^tls 2\.0 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) (\S{1,128}) (\S{1,64}) (\S{3,64}):(\d{1,5}) (\S{3,64}) (-?\d{1,12}) (-?\d{1,12}) (\d{1,15}) (\d{1,15}) /;

/** Connections of AWS's network load balancer, whose times are in UTC. */
const nlb: Layout = (line, context) => {
  const match = NLB.exec(line);
  if (match === null) return undefined;
  const [, time = '', name = '', , client = '', port, target = ''] = match;
  const attributes = {
    'aws.elb.name': name,
    'aws.elb.target': target,
    'client.address': client,
    'client.port': Number(port),
  };
  return createRecord({ timestamp: parseTimestamp(`${time}Z`), severity: 'INFO', message: line, attributes }, context);
};

/** Go's chi, negroni and Fiber, and Dart's shelf. */
const CHI = /^"([A-Z]{3,16} [^"]{1,4096})" from (\S{3,64}) - (\d{3}) (\d{1,15})?B? ?in (\S{1,32})/;
/** The id of a request comes before it. */
const CHI_ID = /^\[([^\]\s]{1,128})\] (?=")/;
const TIMED = /^(?:\[negroni\] )?(?=\d{4}[-/]\d\d[-/]\d\d[T ])/;
const NEGRONI = /^ \| (\d{3}) \| {0,2}\t? {0,8}(\S{1,32}) \| (\S{1,253}) \| ([A-Z]{3,16}) (\S{1,4096})/;
const FIBER =
  /^(\d\d:\d\d:\d\d) \| (\d{3}) \| {1,16}(\S{1,32}) \| {1,16}(\S{3,64}) \| ([A-Z]{3,16}) {1,16}\| (\S{1,4096})/;
const ARTIFACTORY = /^\|([\da-f]{1,32})\|(\S{3,64}?)\|([^|]{1,128})\|([A-Z]{3,16})\|([^|\s]{1,4096})\|(\d{3})\|/;
const SHELF = /^ {1,4}\d{1,3}:\d\d:\d\d\.\d{1,6} ([A-Z]{3,16}) {1,16}\[(\d{3})\] (\S{1,4096})/;

/** Most lines have something else after the time, which one comparison shows. */
const BAR = 124;
const NEXT = new Set(['"', '|', ' ', '[']);

const timed: Layout = (line, context) => {
  const start = TIMED.exec(line)?.[0].length;
  const time = start === undefined ? undefined : takeTime(line, start, context.observedAt);
  if (time === undefined || !(NEXT.has(line[time.end + 1] ?? '') || line.charCodeAt(time.end) === BAR))
    return undefined;
  const timestamp = instantOf(time);
  const rest = line.slice(time.end);
  const [ofId = '', id] = CHI_ID.exec(rest.trimStart()) ?? [];
  const chi = CHI.exec(rest.trimStart().slice(ofId.length));
  if (chi !== null) {
    const [, request = '', client, status, size, duration] = chi;
    const others = { 'http.server.request.duration': duration, 'http.request.id': id };
    return accessRecord({ timestamp, request, status, client, size, others }, context);
  }
  const negroni = NEGRONI.exec(rest);
  if (negroni !== null) {
    const [, status, duration, host, method, target] = negroni;
    const others = { 'server.address': host, 'http.server.request.duration': duration };
    return accessRecord({ timestamp, request: `${method} ${target}`, status, others }, context);
  }
  const artifactory = ARTIFACTORY.exec(rest);
  if (artifactory !== null) {
    const [, id, client, user, method, target, status] = artifactory;
    return accessRecord(
      { timestamp, request: `${method} ${target}`, status, client, user, others: { 'http.request.id': id } },
      context,
    );
  }
  const shelf = SHELF.exec(rest);
  if (shelf === null) return undefined;
  return accessRecord({ timestamp, request: `${shelf[1]} ${shelf[3]}`, status: shelf[2] }, context);
};

const fiber: Layout = (line, context) => {
  const match = FIBER.exec(line);
  if (match === null) return undefined;
  const [, clock, status, duration, client, method, target] = match;
  const others = { 'log.clock': clock, 'http.server.request.duration': duration };
  return accessRecord({ request: `${method} ${target}`, status, client, others }, context);
};

const GIN =
  /^(?:\[GIN\] (\d{4}\/\d\d\/\d\d - \d\d:\d\d:\d\d)|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\w:.+-]{0,16})) \| *(\d{3}) \| *(\S{1,32}) \| *(\S{1,64}) \| *([A-Z]{3,16}) +"([^"]*)"/;

const gin: Layout = (line, context) => {
  const match = GIN.exec(line);
  if (match === null) return undefined;
  const [, ofGin, iso = '', status, duration, client, method, target] = match;
  const time = takeTime(ofGin?.replace(' - ', ' ') ?? iso, 0, context.observedAt);
  const others = { 'http.server.request.duration': duration };
  return accessRecord(
    { timestamp: time && instantOf(time), request: `${method} ${target}`, status, client, others },
    context,
  );
};

const UWSGI =
  /^\[pid: (\d{1,9})\|(app: [^\]]{1,64})\] (\S{1,64}) (\([^)]{0,128}\) \{[^}]{0,128}\}) \[([^\]]{10,40})\] ([A-Z]{3,16}) (\S+) => generated (\d{1,15}) bytes in (\d{1,12} [mu]secs) \(HTTP\/([\d.]{1,4}) (\d{3})\)/;

const uwsgi: Layout = (line, context) => {
  const match = UWSGI.exec(line);
  if (match === null) return undefined;
  const [all, pid, app, client, variables, clock = '', method, target, size, elapsed, version, status] = match;
  const time = takeTime(clock, 0, context.observedAt);
  const request = `${method} ${target} HTTP/${version}`;
  const others = { 'access_log.extra': [app, variables, elapsed, line.slice(all.length).trim()].join(' ') };
  const record = accessRecord({ timestamp: time && instantOf(time), request, status, client, size, others }, context);
  record.attributes = { ...record.attributes, 'process.pid': Number(pid) };
  return record;
};

const UVICORN = /^(?:[A-Z]{4,8}: {1,10})?(\S{3,64}:\d{1,5}) - "([A-Z]{3,16} [^"]*)" (\d{3})(?: |$)/;
const ACTIX =
  /^(\S{3,64}) "([A-Z]{3,16} [^"]{1,4096})" (\d{3}) (\d{1,15}|-) "([^"]{0,2048})" "([^"]{0,2048})" (\d{1,9}\.\d{1,9})$/;
const MORGAN = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\S+) (\d{3}) ([\d.]{1,12}|-) ms - (\d{1,15}|-)/;

const uvicorn: Layout = (line, context) => {
  const match = UVICORN.exec(line);
  if (match === null) return undefined;
  const [, client, request = '', status] = match;
  return accessRecord({ request, status, client }, context);
};

const actix: Layout = (line, context) => {
  if (!line.includes(' "')) return undefined;
  const match = ACTIX.exec(line);
  if (match === null) return undefined;
  const [, client, request = '', status, size, referer, userAgent, seconds] = match;
  const others = { 'http.server.request.duration': seconds };
  return accessRecord({ request, status, client, size, referer, userAgent, others }, context);
};

const morgan: Layout = (line, context) => {
  const match = MORGAN.exec(line);
  if (match === null) return undefined;
  const [, method, target, status, elapsed, size] = match;
  const others = { 'access_log.extra': `${elapsed} ms` };
  return accessRecord({ request: `${method} ${target}`, status, size, others }, context);
};

/** Layouts that begin with a letter. */
export const LETTER_FRAMEWORK_LAYOUTS: readonly Layout[] = [uvicorn, morgan, nlb];

/** Tried in this order, after all others. */
export const FRAMEWORK_LAYOUTS: readonly Layout[] = [gin, uwsgi, uvicorn, actix, morgan, nlb, timed, fiber];
