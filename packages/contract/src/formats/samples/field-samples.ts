import { MOMENT, type Sample, SECOND } from './sample.ts';

const error = (name: string, text: string, more: Partial<Sample> = {}): Sample => {
  return { name, text, severity: 'ERROR', message: 'cannot save', ...more };
};

/** Lines that other projects test their readers with, written anew. */
export const FIELD_SAMPLES: readonly Sample[] = [
  error(
    'compose by the name of the container',
    'orders   | time=2026-03-09T08:15:30.250Z level=ERROR msg="cannot save"',
    {
      time: MOMENT,
      service: 'orders',
    },
  ),
  error('compose by the name, with a time', 'orders-db        | 2026-03-09 08:15:30.250 UTC [1] ERROR:  cannot save', {
    time: MOMENT,
    service: 'orders-db',
  }),
  error('Elixir with metadata', '08:15:30.250 request_id=F1 remote_ip=10.0.0.7 pid=<0.1.0> [error] cannot save', {
    attributes: { 'log.clock': '08:15:30.250', request_id: 'F1', pid: '<0.1.0>' },
  }),
  error('Elixir with metadata and a day', '2026-03-09 08:15:30.250 request_id=F1 pid=<0.1.0> [error] cannot save', {
    time: MOMENT,
    attributes: { request_id: 'F1' },
  }),
  error('FreeSWITCH with its idle share', '2026-03-09 08:15:30.250000 96.80% [ERR] sofia_reg.c:3223 cannot save', {
    time: MOMENT,
    attributes: { 'code.file.path': 'sofia_reg.c', 'code.line.number': 3223 },
  }),
  error('ZoneMinder', '03/09/26 08:15:30.250000 zmc_m1[813].ERR [cannot save]', {
    time: MOMENT,
    service: 'zmc_m1',
    message: '[cannot save]',
  }),
  error('Windows Update', '2026/03/09 08:15:30.2500000 813   2024  Agent           *FAILED* [8024402C] cannot save', {
    time: MOMENT,
    message: '*FAILED* [8024402C] cannot save',
    attributes: { 'process.pid': 813, 'log.logger': 'Agent' },
  }),
  error('ipmitool', '   1 | 03/09/2026 | 08:15:30 | Fan #0x30 | Lower Critical going low | Asserted', {
    time: SECOND,
    message: 'Fan #0x30 | Lower Critical going low | Asserted',
  }),
  error("nginx' process and thread", '2026/03/09 08:15:30 [error] 813#814: *1 cannot save', {
    time: SECOND,
    message: '*1 cannot save',
    attributes: { 'process.pid': 813, 'thread.id': 814 },
  }),
  error('a process and a clock', '813 08:15:30 ERROR cannot save', { attributes: { 'process.pid': 813 } }),
  error('PAN-OS', '1,2026/03/09 08:15:30,001801000001,SYSTEM,general,0,2026/03/09 08:15:30,,x,,0,0,general,high,"x"', {
    time: SECOND,
    message: '1,2026/03/09 08:15:30,001801000001,SYSTEM,general,0,2026/03/09 08:15:30,,x,,0,0,general,high,"x"',
    attributes: { 'event.type': 'SYSTEM', 'event.subtype': 'general' },
  }),
  error(
    'PAN-OS behind a host, whose time has a zone',
    '2026-03-09T09:15:30+01:00 fw1 1,2026/03/09 09:15:30,001801000001,THREAT,url,1,x,critical,y',
    {
      time: SECOND,
      message: '1,2026/03/09 09:15:30,001801000001,THREAT,url,1,x,critical,y',
      attributes: { 'host.name': 'fw1' },
    },
  ),
  error("OpenVPN's sentence", '2026-03-09 08:15:30 VERIFY ERROR: depth=0, error=x', {
    time: SECOND,
    message: 'VERIFY ERROR: depth=0, error=x',
  }),
  {
    name: 'OpenVPN before 2.5',
    text: 'Mon Mar 09 08:15:30 2026 TLS: soft reset',
    time: SECOND,
    message: 'TLS: soft reset',
  },
  {
    name: 'ProFTPD',
    text: 'Mar  9 08:15:30 web1 proftpd[813] web1 (10.0.0.7): saved',
    time: SECOND,
    service: 'proftpd',
    message: 'web1 (10.0.0.7): saved',
  },
  {
    name: 'SOGo',
    text: 'Mar  9 08:15:30 sogod [813]: saved',
    time: SECOND,
    service: 'sogod',
    message: 'saved',
  },
  {
    name: 'sysklogd',
    text: 'Mar  9 08:15:30 web1 syslogd 1.4.1: restart.',
    time: SECOND,
    service: 'syslogd',
    message: '1.4.1: restart.',
  },
  { name: 'ASSP', text: 'Mar-09-26 08:15:30 [SSL-out] saved', time: SECOND, message: '[SSL-out] saved' },
  error('Monit with a zone', '[EDT Mar  9 04:15:30] error    : cannot save', { time: SECOND }),
  error(
    'Vercel',
    '{"message":"cannot save","timestamp":1773044130250,"proxy":{"method":"GET","path":"/a","statusCode":502}}',
    {
      time: MOMENT,
    },
  ),
  {
    name: 'Nginx Proxy Manager',
    text: '[09/Mar/2026:08:15:30 +0000] - 502 502 - GET http shop.example "/a" [Client 10.0.0.7] [Length 19] [Gzip -] "x"',
    time: SECOND,
    severity: 'ERROR',
    message: 'GET /a 502',
    attributes: { 'client.address': '10.0.0.7', 'server.address': 'shop.example' },
  },
  {
    name: 'Gin with an ISO time',
    text: '2026-03-09T08:15:30Z | 401 |     279.715µs |    10.0.0.7 | POST     "/client"',
    time: SECOND,
    severity: 'WARN',
    message: 'POST /client 401',
  },
];
