import { describe, expect, it } from 'vitest';
import { createLineParser } from '../../index.ts';
import { ENVELOPES, group, HEAD, linesOf, type Wrap } from '../../samples/events/lines-for-tests.ts';

const RULE = '-'.repeat(40);
const minio = (api: string, error: string) =>
  `API: ${api}\nTime: 10:00:00 UTC 05/14/2026\nDeploymentID: 0a1b2c3d-0000-0000-0000-000000000000\nRequestID: 17\nRemoteHost: 10.0.0.1\nError: ${error} (*errors.errorString)\n       2: internal/logger/logger.go:258:logger.LogIf()\n       1: cmd/x.go:1:cmd.f()`;
const entlib = (severity: string) =>
  `${RULE}\nTimestamp: 5/14/2026 10:00:00 AM\nMessage: boom\nat line 3\nCategory: General\nSeverity: ${severity}\nMachine: WEB1\nExtended Properties: \n${RULE}`;
const sapList = (severity: string) =>
  `#2.0#2026 05 14 10:00:00:123#+0000#${severity}#com.sap.engine.core#\n#BC-JAS#com.sap.x#0A1B#813##0#Thread[main,5,main]#Plain##\nboom\n2026-05-14 10:00:00 quoted#`;
const race = (text: string) =>
  `WARNING: DATA RACE\nWrite at 0x00c00001 by goroutine 7:\n  main.${text}()\n      /app/main.go:12 +0x38\n\nPrevious write at 0x00c00001 by goroutine 6:\n  main.main()\n      /app/main.go:9 +0x38\n${'='.repeat(18)}`;
const varnish = (type: string, stars: string) =>
  `${stars} << ${type} >> 32770     \n${stars.replaceAll('*', '-')} Begin          req 32769 rxreq\n${stars.replaceAll('*', '-')} End            `;
const banner = (rest: string) =>
  `  .   ____          _            __ _ _\n /\\\\ / ___'_ __ _ _(_)_ __  __ _ \\ \\ \\ \\\n( ( )\\___ | '_ | '_| | '_ \\/ _\` | \\ \\ \\ \\\n \\\\/  ___)| |_)| | | | | || (_| |  ) ) ) )\n  '  |____| .__|_| |_|_| |_\\__, | / / / /\n =========|_|==============|___/=/_/_/_/${rest}`;

/** Each row has the records of a file. */
const BLOCKS: [string, string[]][] = [
  ['MinIO', [minio('SYSTEM()', 'disk full'), minio('PutObject(bucket=a, object=b)', 'closed')]],
  ['Enterprise Library', [entlib('Error'), entlib('Information'), entlib('Error')]],
  [
    'a work process of SAP',
    [
      'M Thu May 14 10:00:00 2026\nM  ThInit: start\nM  *** ERROR => boom [thxxhead.c 1]',
      'M Thu May 14 10:00:05 2026\nM  next',
    ],
  ],
  ["SAP's list format", [sapList('Error'), sapList('Info')]],
  ["Go's race detector", [`${'='.repeat(18)}\n${race('pay')}`, `${'='.repeat(18)}\n${race('save')}`]],
  [
    'an alert of Wazuh',
    ['71', '72'].map(
      (id) => `** Alert 17156808${id}.1: - syslog,\n2026 May 14 10:00:00 web1->/var/log/x\nRule: 1 (level 5)\n`,
    ),
  ],
  [
    "Snort's full alert",
    ['1', '2'].map(
      (id) =>
        `[**] [1:100000${id}:1] SCAN [**]\n[Priority: 1] \n05/14-10:00:00.123456 10.0.0.1 -> 10.0.0.2\nTCP TTL:64\n`,
    ),
  ],
  [
    'java.util.logging in German',
    ['VORM', 'NACHM'].map(
      (half) => `Nov. 14, 2026 10:00:00 ${half}. a.b.C d\nWARNUNG: boom\njava.lang.Error: x\n\tat a.b.C.d(C.java:1)`,
    ),
  ],
  ['the same below a time', [HEAD, race('pay'), race('save')]],
  [
    'varnishlog',
    [
      varnish('Request ', '*  '),
      `${varnish('Session ', '*  ')}\n${varnish('BeReq   ', '** ')}`,
      varnish('BeReq   ', '*  '),
    ],
  ],
  ['the banner of Spring Boot', [banner('\n :: Spring Boot ::                (v3.2.5)'), HEAD]],
  ['the same behind a blank line', [`\n${banner('\n\n :: Spring Boot ::                (v3.4.0)')}`, HEAD]],
  [
    'WebLogic',
    [
      "####<May 14, 2026 10:00:00,123 AM UTC> <Error> <HTTP> <host> <AdminServer> <[ACTIVE] ExecuteThread: '0'> <<WLS Kernel>> <> <> <1778752800123> <BEA-101020> <Servlet failed\njava.lang.NullPointerException: boom\n\tat a.b.C.d(C.java:1)\nCaused By: java.lang.Error: x\n>",
      '####<May 14, 2026 10:00:01,123 AM UTC> <Info> <HTTP> <host> <AdminServer> <x> <<WLS Kernel>> <> <> <1778752801123> <BEA-000000> <ok>',
      '<May 14, 2026 10:00:02 AM UTC> <Error> <Deployer> <BEA-149265> <Failure occurred\nweblogic.application.ModuleException: boom\n>',
      '<May 14, 2026 10:00:03 AM UTC> <Notice> <WebLogicServer> <BEA-000365> <RUNNING>',
    ],
  ],
  [
    'SSSD',
    [
      `(2026-05-14 10:00:00): [be[a.example]] [sbus] (0x0040): boom\n*** PREVIOUS MESSAGE WAS TRIGGERED BY THE FOLLOWING BACKTRACE:\n   *  (2026-05-14 10:00:00): [be[a.example]] [a] (0x0400): one\n*** BACKTRACE DUMP ENDS HERE ***`,
      '(2026-05-14 10:00:01): [be[a.example]] [c] (0x0010): next',
      '(Thu May 14 10:00:02 2026) [sssd[be[a.example]]] [c] (0x0010): older',
    ],
  ],
  [
    'Chromium',
    [
      '[813:814:0514/100000.123456:ERROR:gpu_process_host.cc(991)] GPU process exited',
      '[813:814:0514/100000.123456:FATAL:memory.cc(1)] Out of memory. size=1\n#0 0x55aabbccddee (/opt/chrome+0x1)\n#1 0x55aabbccddef base::debug::StackTrace::StackTrace()',
      '[0514/100001.123456:INFO:x.cc(1)] ok',
    ],
  ],
];
const rows = ['plain', 'docker', 'cri', 'compose'].flatMap((envelope) =>
  BLOCKS.map(([name, records]) => [envelope, name, records] as const),
);

describe('a block is one record', () => {
  it.each(rows)('%s: %s', (envelope, _name, records) => {
    const expected = records.map((each) => linesOf(each, ENVELOPES[envelope]?.(0) as Wrap));
    expect(group(expected.join('\n').split('\n'))).toEqual(expected);
  });

  it('is several by the rules of version 6', () => {
    for (const [, records] of BLOCKS)
      expect(group(records.join('\n').split('\n'), 6).length).toBeGreaterThan(records.length);
  });
});

describe('a crash report up to the next record', () => {
  const FORGE =
    '---- Minecraft Crash Report ----\n// Who set us up the TNT?\n\nTime: 2026-05-14 10:00:00\nDescription: Ticking entity\n\njava.lang.NullPointerException: boom\n\tat a.b.C.d(C.java:1)\n\nA detailed walkthrough of the error is as follows:\n---------------\n\n-- Head --\nThread: Server thread\nStacktrace:\n\tat a.b.C.d(C.java:1)\n\n-- System Details --\nDetails:\n\tMinecraft Version: 1.20.1';
  const MACOS =
    'Process:               Shop [813]\nPath:                  /Applications/Shop.app\n\nDate/Time:             2026-05-14 10:00:00.123 +0200\nException Type:        EXC_BAD_ACCESS (SIGSEGV)\n\nThread 0 Crashed:: Dispatch queue: com.apple.main-thread\n0   libsystem_kernel.dylib        \t    0x7ff812345678 __pthread_kill + 10';
  const parser = createLineParser({ format: 'auto', fallbackService: 'app' });

  it.each([
    ['Minecraft', FORGE],
    ['macOS', MACOS],
  ])('%s', (_, report) => {
    const timed = '[10:00:00] [Server thread/INFO] [minecraft/MinecraftServer]: saved';
    expect(group([timed, ...report.split('\n'), timed])).toEqual([timed, report, timed]);
    expect(parser.parse(report, 0).severity).toBe('FATAL');
  });
});

it('crashes and heads that version 6 did not know belong to a line with a time in its ranges', () => {
  const unknown = [
    'Received signal 11 SEGV_MAPERR 000000000010',
    'Stack overflow.',
    'Unhandled exception. Shop.CardException',
    '<May 14, 2026 10:00:00 AM UTC> <Error> <Deployer> <BEA-149265> <x>',
    '(2026-05-14 10:00:00): [be[a.example]] [sbus] (0x0040): boom',
  ];
  expect(group([HEAD, ...unknown, HEAD], 6)).toHaveLength(2);
  expect(group([HEAD, ...unknown, HEAD])).toHaveLength(7);
});

it('a data race is a warning, as the race detector says, though the program goes on', () => {
  const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
  expect(parser.parse(`${'='.repeat(18)}\n${race('pay')}`, 0).severity).toBe('WARN');
});

it('a rule without what stands below it in a block is a line', () => {
  expect(group([RULE, 'words', RULE, 'Timestamp', RULE])).toHaveLength(5);
  expect(group(['='.repeat(18), 'words', '='.repeat(18)])).toHaveLength(3);
});
