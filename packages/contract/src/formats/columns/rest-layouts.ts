import { CLIPPED, EXTREME, PYTHON_LEVELS, ULS_LEVELS, ZONE_MINDER } from './level-tables.ts';
import { LETTERS, layout, type Rest, type RestLayout } from './rest-layout.ts';
import { SYSTEM_RESTS } from './system-rests.ts';

/*
 * Layouts that begin with the time, followed by the severity in a column of its own kind; `system-rests.ts` has those
 * of operating systems:
 *
 *     2024-05-14  9:00:00 12 [Warning] InnoDB: text                                  MariaDB, MySQL
 *     2024-05-14 10:00:00.123456 W | etcdserver: text                                etcd before 3.4
 *     2024-05-14T10:00:00Z E! [inputs.ping] text                                     Telegraf
 *     2024-05-14 10:00:00.12 spid51      Error: 18456, Severity: 14, State: 8.       SQL Server
 *     2024-05-14 10:00:00 - ! [298] text                                             its agent
 *     2024-05-14T10:00:00.123Z pid=813 tid=abc class=Job ERROR: text                 Sidekiq
 *     2024/05/14 10:00:00 ERROR> pay.pl:42 main::pay - text                          Log4perl
 *     2024-05-14 10:00:00.123456: E tensorflow/a.cc:12] text                         TensorFlow
 *     2024-05-14 10:00:00.123 [W:onnxruntime:, graph.cc:12 Graph] text               ONNX Runtime
 *     2024-05-14 10:00:00.123 UTC - [Parent 813: Main]: E/nsHttp text                Firefox
 *     05/14/2024-10:00:00.123456  [**] [1:2010935:3] text [**] [Priority: 2] …       Snort and Suricata
 *     2024-05-14T10:00:00Z E i.q.c.Engine text                                       QuestDB
 *     2024-05-14 10:00:00.123456 E [813:puma 001] Orders -- text                     semantic_logger of Ruby
 *     2024-05-14 10:00:00.123 T:813   error <general>: text                          Kodi
 *     [14.05.2024 10:00:00] <01> Error    text                                       Veeam
 *     2024-05-14 10:00:00 [0000813a] severe [native] text                            Dynatrace
 *     2024-05-14 10:00:00 fail: Shop.Worker[0] text                                  .NET's console in one line
 *     [2024-05-14T10:00:00.123Z] ERROR: shop/813 on web1: text                       bunyan
 *     2024-05-14 10:00:00,shop,ERROR,text                                            columns between commas or semicolons
 *     2024-05-14 10:00:00.123 request_id=F1 pid=<0.1.0> [error] text                 Elixir with metadata
 *     2024-05-14 10:00:00.123456 96.80% [WARNING] sofia_reg.c:3223 text              FreeSWITCH, with its idle share
 *     2024-05-14T10:00:00  PID[813] Error       text                                 Azure's App Service
 *     2024-05-14 10:00:00,123 [40] [cmk.base 813] text                               Checkmk
 *     05/14/2024 10:00:00.12 ⇥OWSTIMER.EXE (0x1234) ⇥0x5678⇥Area⇥…⇥High ⇥text        SharePoint
 *     2024-05-14T10:00:00Z ERR server/router.go:12 > text key=value                  zerolog on a console
 *     05/14/2024 10:00:00.12 <Warn:FDB.MACTrack> Slot-1: text                        Extreme
 *     2024-05-14 10:00:00:123 WARNI text [OServer]                                   OrientDB, java.util.logging in five letters
 *     2024-05-14 10:00:00,123 web1 proftpd[813] a.org (203.0.113.7[203.0.113.7]): …  ProFTPD
 *     2024-05-14 10:00:00|aB3xY1|aB3xY1|aB3xY1|PROJ|job|Default|6|Java Exception|…   Talend
 *     2024/05/14 10:00:00 [813] rsync error: text                                    rsync
 *     05/14/24 10:00:00.123456 web_php[813].ERR [text]                               ZoneMinder
 */

/** SQL Server's agent marks errors and warnings. */
const AGENT_SIGNS: Readonly<Record<string, string>> = Object.freeze({ '!': 'ERROR', '+': 'WARN', '?': 'INFO' });
const RULE_PRIORITIES = ['ERROR', 'WARN', 'INFO', 'INFO'];

/** Pairs of `name=value` between spaces. */
function attributesOf(pairs: string): Rest['attributes'] {
  const attributes: Rest['attributes'] = {};
  for (const pair of pairs.trim().split(' ')) {
    const at = pair.indexOf('=');
    if (at > 0) attributes[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return attributes;
}

const COLUMN_LEVEL = '(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)';

const TALEND_PRIORITIES = [undefined, 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

const FIRST_ERROR = 11;
const FIRST_FATAL = 20;

/** Tried in this order. */
export const REST_LAYOUTS: readonly RestLayout[] = [
  ...SYSTEM_RESTS,
  layout(/^ (\d{1,10}) \[(Note|Warning|ERROR|System)\] (?:([A-Z]\w{1,32}): )?/, ([, thread, severity, logger]) => {
    return { severity, attributes: { 'thread.id': Number(thread), 'log.logger': logger } };
  }),
  layout(/^ ([CEWNIDT]) \| (?:([\w./-]{1,64}): )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
  }),
  layout(/^ ([DIWE])! (?:\[([^\]]{1,64})\] )?/, ([, letter = '', logger]) => {
    return { severity: LETTERS[letter], attributes: { 'log.logger': logger } };
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
      return { severity, attributes: { ...attributesOf(pairs), 'process.pid': Number(pid), 'thread.id': thread } };
    },
  ),
  layout(
    /^ (TRACE|DEBUG|INFO|WARN|ERROR|FATAL)> ([^\s:]{1,128}):(\d{1,7}) (\S{1,128}) - /,
    ([, severity, file, line, name]) => {
      const attributes = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
      return { severity, attributes };
    },
  ),
  layout(/^ <(Crit|Erro|Warn|Noti|Info|Summ|Debu|Verb)(?::([\w.-]{1,64}))?> /, ([, word = '', logger]) => {
    return { severity: EXTREME[word], attributes: { 'log.logger': logger } };
  }),
  layout(/^ (TRC|DBG|INF|WRN|ERR|FTL|PNC) ([\w./@-]{1,200}\.go):(\d{1,7}) > /, ([, severity, file, line]) => {
    return { severity, attributes: { 'code.file.path': file, 'code.line.number': Number(line) } };
  }),
  layout(/^ (SEVER|WARNI|CONFI|FINER|FINES) {1,4}(?=\S)/, ([, word = '']) => {
    return { severity: CLIPPED[word], attributes: {} };
  }),
  layout(/^ \[(\d{1,9})\] (?=(?:rsync (error|warning): )?)/, ([, pid, severity]) =>
    severity === undefined ? undefined : { severity, attributes: { 'process.pid': Number(pid) } },
  ),
  layout(/^: PM2 (?=(error|log): )/, ([, word]) =>
    word === 'error' ? { severity: 'ERROR', attributes: {} } : undefined,
  ),
  layout(/^ (\S{1,253}) (proftpd)\[(\d{1,9})\] \S{1,253} \([^()]{1,160}\): /, ([, host, service, pid]) => {
    return { service, attributes: { 'host.name': host, 'process.pid': Number(pid) } };
  }),
  layout(
    /^(?:\|[\w-]{4,16}){3}\|[\w-]{1,64}\|([\w.-]{1,128})\|[\w-]{1,64}\|([1-6])\|(?=(?:Java Exception|tWarn|tDie)\|)/,
    ([, logger, priority]) => {
      return { severity: TALEND_PRIORITIES[Number(priority)], attributes: { 'log.logger': logger } };
    },
  ),
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
  layout(
    /^ (?=[a-z_]{1,32}=)((?:[\w.]{1,32}=[^\s=]{1,128} ){1,16})\[(debug|info|notice|warn|warning|error|critical|alert|emergency)\] /,
    ([, pairs = '', severity]) => ({ severity, attributes: attributesOf(pairs) }),
  ),
  layout(
    /^ \d{1,3}\.\d\d% \[(DEBUG|INFO|NOTICE|WARNING|ERR|CRIT|ALERT|CONSOLE)\] (?:([\w./-]{1,128}):(\d{1,7}) )?/,
    ([, severity, file, line]) => {
      const number = line === undefined ? undefined : Number(line);
      return { severity, attributes: { 'code.file.path': file, 'code.line.number': number } };
    },
  ),
  layout(/^ ([\w-]{1,32})\[(\d{1,9})\]\.(INF|WAR|ERR|FAT|PNC|DB\d) (?=\[)/, ([, service, pid, word = '']) => {
    return { severity: ZONE_MINDER[word] ?? 'DEBUG', service, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(/^ {1,4}PID\[(\d{1,9})\] (Verbose|Information|Warning|Error|Critical) {1,16}/, ([, pid, severity]) => {
    return { severity, attributes: { 'process.pid': Number(pid) } };
  }),
  layout(/^ \[(10|15|20|30|40|50)\] \[(?:(cmk[\w.]{0,64})|([\w.]{1,64}) (\d{1,9}))\] /, (match) => {
    const [, number, own, logger = own, pid] = match;
    const id = pid === undefined ? undefined : Number(pid);
    return { severity: PYTHON_LEVELS[Number(number)], attributes: { 'log.logger': logger, 'process.pid': id } };
  }),
  layout(
    /^ {0,4}\t([\w.-]{1,64}) \(0x([\dA-F]{1,8})\) *\t0x([\dA-F]{1,8})\t([^\t]{1,64})\t([^\t]{1,64})\t([^\t]{1,16})\t(Critical|High|Medium|Verbose|VerboseEx|Unexpected|Monitorable|Assert|Information) *\t/,
    ([, process, pid = '', thread = '', area = '', category = '', code, severity = '']) => {
      const ids = { 'process.pid': Number.parseInt(pid, 16), 'thread.id': Number.parseInt(thread, 16) };
      const names = { 'process.name': process, 'log.logger': area.trim(), 'event.category': category.trim() };
      return { severity: ULS_LEVELS[severity], attributes: { ...ids, ...names, 'event.code': code } };
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
