import { type TakenTime, takeTime } from '../../times/index.ts';
import type { ColumnParts } from './behind-time.ts';

/*
 * Layouts of libraries and tools in which a word or a sign precedes the time, or which write only a clock:
 *
 *     MainThread::ERROR::2024-05-14 10:00:00,123::vdsm::71::vds::(run) text          VDSM
 *     E[2024-05-14|10:00:00.123] text                                               Tendermint
 *     lxc web1 20240514100000.123 ERROR    conf - conf.c:run:12 - text              LXC
 *     [shop:813] error @2024-05-14 10:00:00> text                                   Dancer
 *     ** [NewRelic][2024-05-14 10:00:00 +0000 web1 (813)] ERROR : text              New Relic's agents
 *     467 [main] ERROR org.example.Shop - text                                      log4j's TTCC: milliseconds since the start
 *     Tue May 14 10:00:00 UTC [node1: disk: disk.fail:error]: text                  NetApp
 *     2024 May 14 10:00:00:123 GMT +0000 BW.Orders Error [x] text                   TIBCO
 *     [10:00:00]E: text                                                             TeamCity
 *     10:00:00.123 request_id=F1 pid=<0.1.0> [error] text                           Elixir with metadata
 *     Tue May 14 10:00:00 2024 -> ^text                                              ClamAV
 *     *ERROR* ⇥v8.1.0⇥2024/05/14 - 10:00:00: text                                   PrestaShop
 *        1 | 05/14/2024 | 10:00:00 | Fan #0x30 | Lower Critical going low           ipmitool's list of events
 */

type LineLayout = (line: string, observedAt: number) => ColumnParts | undefined;

const MAX_REST = 512;
const LEVEL = 'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|CRIT|ALERT|FATAL|EMERG';

type Facts = Omit<ColumnParts, 'time' | 'message'>;

/** A layout with a time between two expressions; the first ends where the time begins. */
function around(
  before: RegExp,
  behind: RegExp,
  read: (first: RegExpExecArray, second: RegExpExecArray) => Facts,
): LineLayout {
  return (line, observedAt) => {
    const first = before.exec(line);
    const time: TakenTime | undefined = first === null ? undefined : takeTime(line, first[0].length, observedAt);
    const second = time === undefined ? null : behind.exec(line.slice(time.end, time.end + MAX_REST));
    if (first === null || time === undefined || second === null) return undefined;
    return { ...read(first, second), time, message: line.slice(time.end + second[0].length) };
  };
}

const vdsm = around(
  new RegExp(`^([^:\\s]{1,64})::(${LEVEL})::(?=\\d{4}-)`),
  /^::([\w.]{1,64})::(\d{1,7})::([\w.-]{1,64})::(?:\(([\w<>]{1,64})\) )?/,
  ([, thread, severity], [, file, line, logger, name]) => {
    const place = { 'code.file.path': file, 'code.line.number': Number(line), 'code.function.name': name };
    return { severity, attributes: { 'thread.name': thread, 'log.logger': logger, ...place } };
  },
);

const SIGNS: Readonly<Record<string, string>> = Object.freeze({ D: 'DEBUG', I: 'INFO', W: 'WARN', E: 'ERROR' });

const tendermint = around(/^([DIE])\[(?=\d{4}-\d\d-\d\d\|)/, /^\] {1,4}/, ([, sign = '']) => {
  return { severity: SIGNS[sign], attributes: {} };
});

const lxc = around(
  /^lxc(?:-\w{1,32})? (\S{1,128}) (?=\d{14})/,
  new RegExp(`^ {1,4}(${LEVEL}) {1,8}(\\S{1,64}) - (?:([\\w./]{1,128}):(\\w{1,128}):(\\d{1,7}) - )?`),
  ([, container], [, severity, logger, file, name, line]) => {
    const place = { 'code.file.path': file, 'code.function.name': name };
    const number = line === undefined ? undefined : Number(line);
    return {
      severity,
      attributes: { 'container.name': container, 'log.logger': logger, ...place, 'code.line.number': number },
    };
  },
);

const dancer = around(
  /^\[([\w:.-]{1,64}):(\d{1,9})\] (core|debug|info|warning|error) @(?=\d)/,
  /^> /,
  ([, logger, pid, severity]) => ({ severity, attributes: { 'log.logger': logger, 'process.pid': Number(pid) } }),
);

const newRelic = around(
  /^\*\* \[NewRelic\]\[(?=\d)/,
  new RegExp(`^ (\\S{1,253}) \\((\\d{1,9})\\)\\] (${LEVEL}) : `),
  (_, [, host, pid, severity]) => ({ severity, attributes: { 'host.name': host, 'process.pid': Number(pid) } }),
);

const TTCC = new RegExp(
  `^(\\d{1,10}) {1,8}\\[([^\\]]{1,128})\\] (${LEVEL}) {1,4}([\\w$.]{1,200})(?: \\S{1,64})? {1,4}- `,
);

const ttcc: LineLayout = (line) => {
  const match = TTCC.exec(line);
  if (match === null) return undefined;
  const [all, elapsedMs, thread, severity, logger] = match;
  const attributes = { 'log.elapsed': Number(elapsedMs) / 1000, 'thread.name': thread, 'log.logger': logger };
  return { severity, attributes, message: line.slice(all.length) };
};

const TEAMCITY = /^\[(\d\d:\d\d:\d\d)\] ?([EWFi]):\s{1,8}/;
const TEAMCITY_LEVELS: Readonly<Record<string, string>> = { E: 'ERROR', W: 'WARN', F: 'FATAL', i: 'INFO' };

const teamcity: LineLayout = (line) => {
  const match = TEAMCITY.exec(line);
  if (match === null) return undefined;
  const [all, clock, letter = ''] = match;
  return { severity: TEAMCITY_LEVELS[letter], attributes: { 'log.clock': clock }, message: line.slice(all.length) };
};

const EVENT_LEVEL = 'emergency|alert|critical|error|warning|notice|informational|info|debug';

const netapp = around(
  /^(?=[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:)/,
  new RegExp(`^ \\[([\\w.-]{1,64}): ?(?:([\\w.-]{1,64}): ?)?([\\w.]{1,128}):(${EVENT_LEVEL})\\]: `),
  (_, [, host, thread, event, severity]) => {
    return { severity, attributes: { 'host.name': host, 'thread.name': thread, 'event.name': event } };
  },
);

const tibco = around(
  /^(?=\d{4} [A-Z][a-z]{2} [ \d]\d \d\d:)/,
  /^ ([\w.-]{1,128}) (Error|Warn|Warning|Info|Debug) /,
  (_, [, logger, severity]) => ({ severity, attributes: { 'log.logger': logger } }),
);

const ELIXIR =
  /^(\d\d:\d\d:\d\d\.\d{3}) ((?:[\w.]{1,32}=[^\s=]{1,128} ){1,16})\[(debug|info|notice|warn|warning|error|critical|alert|emergency)\] /;

const elixir: LineLayout = (line) => {
  const match = ELIXIR.exec(line);
  if (match === null) return undefined;
  const [all, clock, pairs = '', severity] = match;
  const attributes: Facts['attributes'] = { 'log.clock': clock };
  for (const pair of pairs.trim().split(' ')) {
    const at = pair.indexOf('=');
    if (at > 0) attributes[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return { severity, attributes, message: line.slice(all.length) };
};

const IPMI =
  /^ {0,3}([\da-f]{1,4}) \| (\d\d\/\d\d\/\d{2,4}) \| (\d\d:\d\d:\d\d)((?: [A-Z]{3,4})?) \| (?=([^|]{1,128}) \| ([^|]{1,128}))/;
const IPMI_ERROR = /\bCritical\b|Non-recoverable|Failure|Uncorrectable/;
const IPMI_WARNING = /Non-critical|Correctable|lost\b/;

const ipmi: LineLayout = (line, observedAt) => {
  const match = IPMI.exec(line);
  if (match === null) return undefined;
  const [all, id = '', day = '', clock, zone, sensor, event = ''] = match;
  const [month, date, year = ''] = day.split('/');
  const time = takeTime(`${year.padStart(4, '20')}-${month}-${date} ${clock}${zone}`, 0, observedAt);
  const severity = IPMI_WARNING.test(event) ? 'WARN' : IPMI_ERROR.test(event) ? 'ERROR' : undefined;
  const attributes = { 'log.record.id': id, 'ipmi.sensor': sensor };
  return { time, severity, attributes, message: line.slice(all.length) };
};

const CLAMAV_SIGNS: Readonly<Record<string, string>> = Object.freeze({ '!': 'ERROR', '^': 'WARN', '*': 'DEBUG' });

const clamav = around(/^(?=[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:)/, /^ -> ([!^*])/, (_, [, sign = '']) => {
  return { severity: CLAMAV_SIGNS[sign], attributes: {} };
});

/** The release is between the severity and the time. */
const prestaShop = around(
  /^\*(ERROR|WARNING|INFO|DEBUG)\* {0,2}\tv[\d.]{1,16}\t(?=\d)/,
  /^: {1,4}/,
  ([, severity]) => ({ severity, attributes: {} }),
);

/** Layouts that may begin with a small letter. */
export const LOWER_TOOL_LAYOUTS: readonly LineLayout[] = [vdsm, lxc];

/** Layouts that may begin with a capital. */
export const UPPER_TOOL_LAYOUTS: readonly LineLayout[] = [vdsm, tendermint, netapp, clamav];

/** Layouts that begin with a digit. */
export const DIGIT_TOOL_LAYOUTS: readonly LineLayout[] = [ttcc, tibco, elixir, ipmi];

/** All layouts except those that begin with a digit, tried in this order. */
export const TOOL_LAYOUTS: readonly LineLayout[] = [
  vdsm,
  tendermint,
  lxc,
  dancer,
  newRelic,
  netapp,
  teamcity,
  ipmi,
  prestaShop,
];
