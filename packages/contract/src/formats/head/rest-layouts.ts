import type { Rest, RestLayout } from './behind-time.ts';

/*
 * Layouts that begin with the time, and have the severity in a column of its own kind behind it:
 *
 *     2024-05-14  9:00:00 12 [Warning] InnoDB: text                                  MariaDB, MySQL
 *     2024-05-14 10:00:00.123456 W | etcdserver: text                                etcd before 3.4
 *     2024-05-14T10:00:00Z E! [inputs.ping] text                                     Telegraf
 *     05-14 10:00:00.123 W/ActivityManager( 1234): text                              Android, with the time
 *     2024-05-14 10:00:00.123  1234-5678  Tag  com.example  E  text                  Android Studio
 *     2024-05-14 10:00:00.123456+0000 0x1a2b  Error  0x0  123  0  shopd: text        macOS
 *     2024-05-14 10:00:00.123 E  shopd[123:1a2b] text                                the same, compact
 *     2024-05-14 10:00:00.123 shopd[123:4567] text                                   NSLog
 *     [2024-05-14 10:00:00.123456] E [MSGID: 114058] text                            GlusterFS
 *     2024-05-14T10:00:00.123Z cpu3:2097)WARNING: text                               ESXi's kernel
 *     2024-05-14 10:00:00.123+0000: 813: error : text                                libvirt
 *     2024-05-14 10:00:00.12 spid51      Error: 18456, Severity: 14, State: 8.       SQL Server
 *     2024-05-14 10:00:00 - ! [298] text                                             its agent
 *     2024-05-14T10:00:00.123Z pid=813 tid=abc class=Job ERROR: text                 Sidekiq
 *     2024/05/14 10:00:00 ERROR> pay.pl:42 main::pay - text                          Log4perl
 *     2024-05-14 10:00:00.123456: E tensorflow/a.cc:12] text                         TensorFlow
 *     2024-05-14 10:00:00.123 [W:onnxruntime:, graph.cc:12 Graph] text               ONNX Runtime
 *     (2024-05-14 10:00:00): [be[example]] [connect] (0x0020): text                  SSSD
 *     [2024/05/14 10:00:00.123456,  0] smbd/server.c:12(main)                        Samba
 *     2024.05.14 10:00:00 LOG3[12]: text                                             stunnel
 *     2024-05-14T10:00:00.123+0000 7f2a8c000700 -1 text                              Ceph
 *     2024-05-14T10:00:00.123Z| vmx| W005: text                                      VMware
 *     2024-05-14 10:00:00.123 UTC - [Parent 813: Main]: E/nsHttp text                Firefox
 *     05/14/2024-10:00:00.123456  [**] [1:2010935:3] text [**] [Priority: 2] …       Snort and Suricata
 *     2024-05-14T10:00:00Z E i.q.c.Engine text                                       QuestDB
 *     2024-05-14 10:00:00.123456 E [813:puma 001] Orders -- text                     semantic_logger of Ruby
 *     05-14 10:00:00.123+0200 E/SHOP    (P 1702, T 2395): text                       Tizen
 *     2024-05-14 10:00:00.123 T:813   error <general>: text                          Kodi
 *     [14.05.2024 10:00:00] <01> Error    text                                       Veeam
 *     2024-05-14 10:00:00 [0000813a] severe [native] text                            Dynatrace
 *     2024-05-14 10:00:00 fail: Shop.Worker[0] text                                  .NET's console in one line
 *     [2024-05-14T10:00:00.123Z] ERROR: shop/813 on web1: text                       bunyan
 *     2024-05-14 10:00:00,shop,ERROR,text                                            columns between commas or semicolons
 */

function layout(pattern: RegExp, read: RestLayout['read']): RestLayout {
  return { pattern, read };
}

const LETTERS: Readonly<Record<string, string>> = Object.freeze({
  ...{
    V: 'TRACE',
    T: 'TRACE',
    D: 'DEBUG',
    I: 'INFO',
    N: 'INFO',
    W: 'WARN',
    E: 'ERROR',
    C: 'CRITICAL',
    F: 'FATAL',
    A: 'FATAL',
  },
});

const MAC_TYPES: Readonly<Record<string, string>> = Object.freeze({
  ...{ Default: 'INFO', Info: 'INFO', Debug: 'DEBUG', Error: 'ERROR', Fault: 'FATAL', Activity: 'INFO' },
  ...{ Df: 'INFO', I: 'INFO', Db: 'DEBUG', E: 'ERROR', F: 'FATAL', A: 'INFO' },
});
/** SQL Server's agent marks errors and warnings. */
const AGENT_SIGNS: Readonly<Record<string, string>> = Object.freeze({ '!': 'ERROR', '+': 'WARN', '?': 'INFO' });
/** Samba's levels up to that of debugging. */
const SAMBA = ['ERROR', 'WARN', 'NOTICE', 'INFO'];
const RULE_PRIORITIES = ['ERROR', 'WARN', 'INFO', 'INFO'];

/** SSSD's levels are bits, the gravest the smallest. */
function severityOfMask(mask: number): string {
  if (mask <= 0x0010) return 'FATAL';
  if (mask <= 0x0040) return 'ERROR';
  if (mask <= 0x0080) return 'WARN';
  return mask <= 0x0200 ? 'INFO' : mask <= 0x0400 ? 'DEBUG' : 'TRACE';
}

/** Ceph writes errors under every level of debugging, -1. */
function severityOfCeph(level: number): string | undefined {
  if (level < 0) return 'ERROR';
  return level >= 5 ? 'DEBUG' : undefined;
}

const COLUMN_LEVEL = '(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)';

const FIRST_ERROR = 11;
const FIRST_FATAL = 20;

/** Tried in this order. */
export const REST_LAYOUTS: readonly RestLayout[] = [
  layout(/^ (\d{1,10}) \[(Note|Warning|ERROR|System)\] (?:([A-Z]\w{1,32}): )?/, ([, thread, severity, logger]) => {
    return { severity, attributes: { 'thread.id': Number(thread), 'log.logger': logger } };
  }),
  layout(/^ ([CEWNIDT]) \| (?:([\w./-]{1,64}): )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(/^ ([DIWE])! (?:\[([^\]]{1,64})\] )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(/^ ([VDIWEFA])\/([^(:]{1,128}?) *\( *(\d{1,9})\): ?/, ([, letter = '', tag, pid]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': tag, 'process.pid': Number(pid) } };
  }),
  layout(
    /^ +(\d{1,9})-(\d{1,9}) +(\S{1,64}) +(\S{1,128}) +([VDIWEFA]) {1,2}/,
    ([, pid, thread, tag, app, letter = '']) => {
      const attributes = {
        'process.pid': Number(pid),
        'thread.id': Number(thread),
        'log.logger': tag,
        'process.name': app,
      };
      return { severity: LETTERS[letter], attributes };
    },
  ),
  layout(
    /^ +0x[\da-f]{1,16} +(Default|Info|Debug|Error|Fault|Activity) +0x[\da-f]{1,16} +(\d{1,9}) +\d{1,9} +([^\s:]{1,128}): /,
    ([, type = '', pid, service]) => {
      return { severity: MAC_TYPES[type], service, attributes: { 'process.pid': Number(pid) } };
    },
  ),
  layout(/^ (Df|Db|I|E|F|A) +([^\s[\]]{1,128})\[(\d{1,9})(?::[\da-f]{1,16})?\] /, ([, type = '', service, pid]) => {
    return { severity: MAC_TYPES[type], service, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(/^\] ([TDIWECN]) (?=\[)/, ([, letter = '']) => ({ severity: LETTERS[letter], attributes: {} })),
  layout(/^ cpu\d{1,4}:\d{1,10}\)(?:(WARNING|ALERT): )?/, ([, severity]) => ({ severity, attributes: {} })),
  layout(/^: (\d{1,9}): (debug|info|warning|error) : /, ([, pid, severity]) => {
    return { severity, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(
    /^ (spid\d{1,6}s?|Server|Logon|Backup) {2,20}(?=(?:Error: \d{1,6}, Severity: (\d{1,2}))?)/,
    ([, thread, number]) => {
      const value = Number(number ?? 0);
      const severity = value >= FIRST_FATAL ? 'FATAL' : value >= FIRST_ERROR ? 'ERROR' : undefined;
      return { severity, attributes: { 'thread.name': thread } };
    },
  ),
  layout(
    /^ pid=(\d{1,9}) tid=(\S{1,32})((?: [\w.]{1,32}=[^\s=]{1,128}){0,8}) (DEBUG|INFO|WARN|ERROR|FATAL): /,
    ([, pid, thread, pairs = '', severity]) => {
      const attributes: Rest['attributes'] = { 'process.pid': Number(pid), 'thread.id': thread };
      for (const pair of pairs.trim().split(' ')) {
        const at = pair.indexOf('=');
        if (at > 0) attributes[pair.slice(0, at)] = pair.slice(at + 1);
      }
      return { severity, attributes };
    },
  ),
  layout(
    /^ (TRACE|DEBUG|INFO|WARN|ERROR|FATAL)> ([^\s:]{1,128}):(\d{1,7}) (\S{1,128}) - /,
    ([, severity, file, line, name]) => {
      const attributes = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
      return { severity, attributes };
    },
  ),
  layout(/^: PM2 (?=(error|log): )/, ([, word]) =>
    word === 'error' ? { severity: 'ERROR', attributes: {} } : undefined,
  ),
  layout(/^ ([\w.-]{1,64})\[(\d{1,9}):[\da-f]{1,16}\] /, ([, service, pid]) => {
    return { service, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(/^ (?:SUB|D)DEBUG /, () => ({ severity: 'DEBUG', attributes: {} })),
  layout(/^ - ([!+?]) \[(\d{1,6})\] /, ([, sign = '', code]) => {
    return { severity: AGENT_SIGNS[sign], attributes: { 'event.code': code } };
  }),
  layout(/^: ([DIWEF]) ([\w./+-]{1,160}):(\d{1,7})\] /, ([, letter = '', file, line]) => {
    return { severity: LETTERS[letter], attributes: { 'code.file.path': file, 'code.line.number': Number(line) } };
  }),
  layout(
    /^ \[([VIWEF]):([\w-]{1,64}):[^,\]]{0,64}, ([\w./-]{1,160}):(\d{1,7}) ([^\]]{1,200})\] /,
    ([, letter = '', logger, file, line, name]) => {
      const place = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
      return { severity: LETTERS[letter], attributes: { 'log.logger': logger, ...place } };
    },
  ),
  layout(
    /^\):? \[((?:[^[\]]|\[[^[\]]{0,128}\]){1,128})\] \[(\w{1,128})\] \(0x([\da-f]{4,8})\): /,
    ([, process, name, mask = '']) => {
      const attributes = { 'process.name': process, 'code.function.name': name };
      return { severity: severityOfMask(Number.parseInt(mask, 16)), attributes };
    },
  ),
  layout(
    /^, {1,2}(\d{1,2})(?:, [^\]]{1,128})?\] ([\w./-]{1,160}):(\d{1,7})\(([\w:~]{1,128})\)/,
    ([, number, file, line, name]) => {
      const attributes = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
      return { severity: SAMBA[Number(number)] ?? 'DEBUG', attributes };
    },
  ),
  layout(/^ LOG([0-7])\[([\w.:-]{1,64})\]: /, ([, number, thread]) => {
    return { severity: Number(number), isSyslogNumber: true, attributes: { 'thread.name': thread } };
  }),
  layout(/^ (?=\d{0,15}[a-f])([\da-f]{8,16}) {1,2}(-1|\d{1,2}) (?=\S)/, ([, thread, number]) => {
    return { severity: severityOfCeph(Number(number)), attributes: { 'thread.id': thread } };
  }),
  layout(/^\| ([\w.-]{1,64})\| ([DIWEA])\d{3}: /, ([, thread, letter = '']) => {
    return { severity: LETTERS[letter], attributes: { 'thread.name': thread } };
  }),
  layout(/^ - \[([^\]]{1,128})\]: ([VDIWEF])\/([\w.-]{1,64}) /, ([, thread, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'thread.name': thread, 'log.logger': logger } };
  }),
  layout(
    /^ {1,2}\[\*\*\] \[(\d{1,6}:\d{1,10}:\d{1,6})\] (?=.{1,300}? \[\*\*\] (?:\[Classification: [^\]]{0,128}\] )?\[Priority: ([1-4])\])/,
    ([, rule, priority]) => ({ severity: RULE_PRIORITIES[Number(priority) - 1], attributes: { 'rule.id': rule } }),
  ),
  layout(/^ ([DIWECAF]) ([a-z][\w$]{0,30}(?:\.[\w$]{1,64}){1,8}) (?=\S)/, ([, letter = '', logger]) => {
    // QuestDB's A is an advice.
    return { severity: letter === 'A' ? 'INFO' : LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(
    /^ ([TDIWEF]) \[(\d{1,9}):([^\]]{1,128})\] (?:([\w:.]{1,128}) )?-- /,
    ([, letter = '', pid, thread, logger]) => {
      const attributes = { 'process.pid': Number(pid), 'thread.name': thread, 'log.logger': logger };
      return { severity: LETTERS[letter], attributes };
    },
  ),
  layout(/^ ([VDIWEF])\/([^\s(]{1,128}) *\( *P *(\d{1,9}), *T *(\d{1,9})\): ?/, ([, letter = '', tag, pid, thread]) => {
    const attributes = { 'log.logger': tag, 'process.pid': Number(pid), 'thread.id': Number(thread) };
    return { severity: LETTERS[letter], attributes };
  }),
  layout(/^ T:(\d{1,12}) +(debug|info|warning|error|fatal) <([^<>]{1,64})>: /, ([, thread, severity, logger]) => {
    return { severity, attributes: { 'thread.id': Number(thread), 'log.logger': logger } };
  }),
  layout(/^\] <(\d{1,6})> (Info|Warning|Error) {1,8}/, ([, thread, severity]) => {
    return { severity, attributes: { 'thread.id': Number(thread) } };
  }),
  layout(
    /^ \[([\da-f]{8})\] (severe|warning|info|debug|fine) {1,4}\[([^\]]{1,64})\] /,
    ([, thread, severity, logger]) => {
      return { severity, attributes: { 'thread.id': thread, 'log.logger': logger } };
    },
  ),
  layout(
    /^ (trce|dbug|info|warn|fail|crit): ((?:[A-Za-z_][\w+`]{0,64}\.){1,10}[\w+`]{1,64})\[(\d{1,9})\] /,
    ([, severity, logger, event]) => ({ severity, attributes: { 'log.logger': logger, 'event.id': Number(event) } }),
  ),
  layout(
    /^\] {1,2}(TRACE|DEBUG|INFO|WARN|ERROR|FATAL): ([\w.-]{1,64})\/(\d{1,9}) on (\S{1,253}): /,
    ([, severity, service, pid, host]) => {
      return { severity, service, attributes: { 'process.pid': Number(pid), 'host.name': host } };
    },
  ),
  ...[',', ';'].map((sign) =>
    layout(
      new RegExp(`^${sign}((?:[^${sign}"\\s]{0,64}${sign}){0,2})"?${COLUMN_LEVEL}"?${sign}`),
      ([, between = '', severity]) => {
        const context = between.slice(0, -1);
        return { severity, attributes: { 'log.context': context === '' ? undefined : context } };
      },
    ),
  ),
];
