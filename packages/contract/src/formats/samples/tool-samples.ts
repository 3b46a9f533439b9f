import { MOMENT, type Sample, SECOND } from './sample.ts';

const error = (name: string, text: string, more: Partial<Sample> = {}): Sample => {
  return { name, text, severity: 'ERROR', message: 'cannot save', ...more };
};

/** Lines of libraries, devices and tools, with the layouts of times and severities that were learnt last. */
export const TOOL_SAMPLES: readonly Sample[] = [
  error('VDSM', 'MainThread::ERROR::2026-03-09 08:15:30,250::vdsm::71::vds::(run) cannot save', {
    time: MOMENT,
    attributes: { 'thread.name': 'MainThread', 'log.logger': 'vds', 'code.line.number': 71 },
  }),
  error('fern with brackets', '[2026-03-09][08:15:30][orders][ERROR] cannot save', { time: SECOND }),
  error('Tendermint', 'E[2026-03-09|08:15:30.250] cannot save', { time: MOMENT }),
  error('LXC', 'lxc web1 20260309081530.250 ERROR    conf - conf.c:run:12 - cannot save', {
    time: MOMENT,
    attributes: { 'container.name': 'web1', 'log.logger': 'conf', 'code.function.name': 'run' },
  }),
  error('Dancer', '[orders:813] error @2026-03-09 08:15:30> cannot save', { time: SECOND }),
  error('stern', 'orders-7d9c-x1 orders 2026-03-09T08:15:30Z ERROR cannot save', {
    time: SECOND,
    service: 'orders',
    attributes: { 'k8s.pod.name': 'orders-7d9c-x1', 'k8s.container.name': 'orders' },
  }),
  error('a time in one number', '20260309081530 ERROR cannot save', { time: SECOND }),
  error('a day, a dot and a clock', '20260309.081530,250:ERROR:cannot save', { time: MOMENT }),
  error('columns in quotation marks', '"2026-03-09 08:15:30" "ERROR" cannot save', { time: SECOND }),
  error('a zone with its name and its offset', '2026-03-09 09:15:30.250 GMT+01:00 ERROR cannot save', { time: MOMENT }),
  error('a zone of America', '2026-03-09 04:15:30 EDT ERROR cannot save', { time: SECOND }),
  error('Tomcat in German', '09-Mär-2026 08:15:30.250 SCHWERWIEGEND [main] org.apache.x.Y.z cannot save', {
    time: MOMENT,
  }),
  error('java.util.logging in French', 'mars 09, 2026 08:15:30 AM org.example.Orders save\nGRAVE: cannot save', {
    time: SECOND,
  }),
  { name: 'syslog in French', text: 'mars  9 08:15:30 web1 orders[813]: saved', time: SECOND, service: 'orders' },
  error("New Relic's agent for Ruby", '** [NewRelic][2026-03-09 08:15:30 +0000 web1 (813)] ERROR : cannot save', {
    time: SECOND,
  }),
  error("log4j's TTCC", '467 [main] ERROR org.example.Orders - cannot save', {
    attributes: { 'log.elapsed': 0.467, 'log.logger': 'org.example.Orders' },
  }),
  error('a pair behind the time', '2026-03-09T08:15:30Z level=error msg="cannot save" id=1', {
    time: SECOND,
    attributes: { id: 1 },
  }),
  error('AEM', '09.03.2026 08:15:30.250 *ERROR* [qtp-1] cannot save', { time: MOMENT }),
  error('QuestDB', '2026-03-09T08:15:30.250000Z E i.q.c.Engine cannot save', { time: MOMENT }),
  error('logcat -v uid', '03-09 08:15:30.250  1000  1702  2395 E Orders: cannot save', { time: MOMENT }),
  error('logcat -v thread', 'E( 1702: 2395) cannot save'),
  error('Tizen', '03-09 08:15:30.250+0000 E/ORDERS    (P 1702, T 2395): cannot save', { time: MOMENT }),
  error('semantic_logger', '2026-03-09 08:15:30.250000 E [813:puma 001] Orders -- cannot save', { time: MOMENT }),
  error('columns between commas', '2026-03-09 08:15:30,orders,ERROR,cannot save', { time: SECOND }),
  error('columns between semicolons', '2026-03-09 08:15:30;orders;ERROR;cannot save', { time: SECOND }),
  error('a level and a process', 'ERROR(813): cannot save', { message: 'ERROR(813): cannot save' }),
  error('Veeam', '[09.03.2026 08:15:30] <01> Error    cannot save', { time: SECOND }),
  error('NetApp', 'Mon Mar 09 08:15:30 UTC [node1: disk1: disk.fail:error]: cannot save', { time: SECOND }),
  error('Dynatrace', '2026-03-09 08:15:30 [0000813a] severe [native] cannot save', { time: SECOND }),
  error('Zigbee2MQTT', 'Zigbee2MQTT:error 2026-03-09 08:15:30: cannot save', { time: SECOND }),
  error("TIBCO's BusinessWorks", '2026 Mar 09 08:15:30:250 GMT +0000 BW.Orders Error cannot save', { time: MOMENT }),
  error('Kodi', '2026-03-09 08:15:30.250 T:813   error <general>: cannot save', { time: MOMENT }),
  error("bunyan's own view", '[2026-03-09T08:15:30.250Z] ERROR: orders/813 on web1: cannot save', {
    time: MOMENT,
    service: 'orders',
  }),
  error(".NET's console in one line", '2026-03-09 08:15:30 fail: Orders.Worker[7] cannot save', {
    time: SECOND,
    attributes: { 'log.logger': 'Orders.Worker', 'event.id': 7 },
  }),
  error('Abseil before it is set up', 'E0000 00:00:1773044130.250000     813 main.cc:12] cannot save', {
    time: MOMENT,
  }),
  error("zap's seconds", '1.77304413025e+09\terror\tcannot save', { time: MOMENT }),
  error('TeamCity', '[08:15:30]E: cannot save'),
  error('H3C', '%Mar  9 08:15:30:250 2026 sw1 IFNET/3/LINK_UPDOWN: cannot save', {
    time: MOMENT,
    service: 'IFNET/3/LINK_UPDOWN',
  }),
  error('NX-OS behind its priority', '<187>: 2026 Mar  9 08:15:30 UTC: %ETHPORT-3-IF_DOWN: cannot save', {
    time: SECOND,
    service: '%ETHPORT-3-IF_DOWN',
  }),
  {
    name: "macOS' install.log",
    text: '2026-03-09 09:15:30+01 mac1 installd[813]: saved',
    time: SECOND,
    service: 'installd',
  },
  error(
    'Greenplum',
    '2026-03-09 08:15:30.250000 UTC,"ann","orders",p813,th123,"[local]",,2026-03-09 08:00:00 UTC,0,con8,cmd1,seg-1,,,,sx1,"ERROR","42P01","cannot save",,,,,,,0,,"parse.c",12,',
    { time: MOMENT },
  ),
  ...[
    ['kubectl', 'Error from server (NotFound): pods "orders" not found'],
    ['Terraform', '│ Error: cannot save'],
    ['BuildKit', '#12 ERROR: process "/bin/sh -c make" did not complete'],
    ['AddressSanitizer', '==813==ERROR: AddressSanitizer: heap-use-after-free on address 0x1'],
    ['Lua', 'lua: orders.lua:12: cannot save'],
    ['signale', '[orders] › ✖  error     cannot save'],
  ].map(([name = '', text = '']) => error(name, text, { message: text })),
  { name: 'Zig', text: 'thread 813 panic: cannot save', severity: 'FATAL' },
  error('chi', '2026/03/09 08:15:30 "GET http://h/orders HTTP/1.1" from 127.0.0.1:51422 - 503 12B in 1ms', {
    time: SECOND,
    message: 'GET http://h/orders 503',
  }),
  error('negroni', '[negroni] 2026-03-09T08:15:30Z | 503 | \t 1ms | h:3000 | GET /orders', {
    time: SECOND,
    message: 'GET /orders 503',
  }),
  error('shelf', '2026-03-09T08:15:30.250000  0:00:00.004 GET     [503] /orders', {
    time: MOMENT,
    message: 'GET /orders 503',
  }),
  error('Fiber', '08:15:30 | 503 |      1ms |  127.0.0.1 | GET     | /orders', { message: 'GET /orders 503' }),
  {
    name: 'network load balancer of AWS',
    text: 'tls 2.0 2026-03-09T08:15:30 net/orders/c6e7 g3d4 203.0.113.7:51422 10.0.0.5:443 5 2 98 246 - - - - - - orders.example - - -',
    time: SECOND,
    severity: 'INFO',
    attributes: { 'client.address': '203.0.113.7', 'client.port': 51_422 },
  },
  error('colours without their escape character', '[31m2026-03-09 08:15:30 ERROR[0m cannot save', { time: SECOND }),
  error('colours of eight bits', '\u009b31m2026-03-09 08:15:30 ERROR\u009b0m cannot save', { time: SECOND }),
  // What only looks like a head.
  {
    name: 'a protocol with its version',
    text: '2026-03-09 08:15:30 got HTTP/2: retry',
    time: SECOND,
    message: 'got HTTP/2: retry',
  },
  {
    name: 'an option with a slash',
    text: '2026-03-09 08:15:30 Config/Debug: off',
    time: SECOND,
    message: 'Config/Debug: off',
  },
  {
    name: 'words with a slash',
    text: '2026-03-09 08:15:30 the fatal/flaw: none',
    time: SECOND,
    message: 'the fatal/flaw: none',
  },
];
