import { MOMENT, type Sample, SECOND } from '../sample.ts';

const TIME = '"time":"2026-03-09T08:15:30.250Z"';

/** Objects that are nearly JSON, and texts that only look like them. */
export const NEARLY_JSON_SAMPLES: readonly Sample[] = [
  {
    name: "nginx's default escaping",
    text: '{"time":"2026-03-09T08:15:30+00:00","status":500,"request":"GET /a HTTP/1.1","agent":"\\x22caf\\xC3\\xA9\\x22 \\x5C"}',
    time: SECOND,
    severity: 'ERROR',
    message: 'GET /a 500',
    attributes: { agent: '"café" \\' },
  },
  {
    name: 'nginx with an empty number',
    text: '{"time":"2026-03-09T08:15:30+00:00","status":502,"request":"GET /a HTTP/1.1","upstream_time":-,"bytes":,"n":}',
    time: SECOND,
    severity: 'ERROR',
    message: 'GET /a 502',
  },
  {
    name: 'nginx with the times of two upstreams',
    text: '{"time":"2026-03-09T08:15:30+00:00","upstream_time":0.001, - : 0.002,"status":502,"request":"GET /a HTTP/1.1"}',
    time: SECOND,
    severity: 'ERROR',
    message: 'GET /a 502',
    attributes: { upstream_time: '0.001, - : 0.002' },
  },
  {
    name: "Node's console.log of an object",
    text: "{ time: '2026-03-09T08:15:30.250Z', level: 'error', msg: 'cannot save, twice' }",
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot save, twice',
  },
  {
    name: "Node's console.log over several lines",
    text: "{\n  time: 2026-03-09T08:15:30.250Z,\n  level: 'error',\n  msg: \"can't \" +\n    'save',\n  id: 12n,\n  of: undefined\n}",
    time: MOMENT,
    severity: 'ERROR',
    message: "can't save",
    attributes: { id: '12n' },
  },
  {
    name: 'an error inside of what Node prints',
    text: "{\n  level: 'error',\n  err: Error: no, never\n      at f (a.js:1:2) {\n    code: 'E1'\n  }\n}",
    severity: 'ERROR',
    message: "Error: no, never\n      at f (a.js:1:2) {\n    code: 'E1'\n  }",
  },
  {
    name: 'an object that is cut off in its message',
    text: `{${TIME},"level":"error","status":200,"msg":"cannot sa`,
    time: MOMENT,
    severity: 'ERROR',
    attributes: { status: 200 },
  },
  {
    name: 'an object that is cut off behind its message',
    text: `{${TIME},"level":"error","msg":"cannot save","err":{"code":"E1","n":50`,
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot save\n"n":50',
    attributes: { 'err.code': 'E1' },
  },
  {
    name: 'an object with text behind it',
    text: `{${TIME},"level":"error","msg":"cannot save"} in 12 ms`,
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot save\nin 12 ms',
  },
  {
    name: 'a raw tab in a text',
    text: `{${TIME},"level":"error","msg":"cannot\tsave"}`,
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot\tsave',
  },
  {
    name: 'a path of Windows that nobody escaped',
    text: `{${TIME},"level":"error","msg":"cannot open C:\\Users\\new"}`,
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot open C:\\Users\\new',
  },
  {
    name: 'quotation marks that nobody escaped',
    text: `{${TIME},"level":"error","msg":"cannot open "a b" twice"}`,
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot open "a b" twice',
  },
  {
    name: "a dictionary of Python's with a time",
    text: "{'time': datetime.datetime(2026, 3, 9, 8, 15, 30, 250000, tzinfo=datetime.timezone.utc), 'level': 'error', 'msg': 'no'}",
    time: MOMENT,
    severity: 'ERROR',
    message: 'no',
  },
  {
    name: "a hash of Ruby's",
    text: '{"time"=>"2026-03-09T08:15:30.250Z", :level=>"error", "msg"=>"cannot save", :id=>nil}',
    time: MOMENT,
    severity: 'ERROR',
    message: 'cannot save',
  },
];
