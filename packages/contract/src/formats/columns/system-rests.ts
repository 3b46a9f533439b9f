import { LETTERS, layout, type RestLayout } from './rest-layout.ts';

/*
 * Layouts of operating systems and the services that come with them, which write the severity after the time:
 *
 *     05-14 10:00:00.123 W/ActivityManager( 1234): text                              Android, with the time
 *     2024-05-14 10:00:00.123  1234-5678  Tag  com.example  E  text                  Android Studio
 *     2024-05-14 10:00:00.123456+0000 0x1a2b  Error  0x0  123  0  shopd: text        macOS
 *     2024-05-14 10:00:00.123 E  shopd[123:1a2b] text                                the same, compact
 *     2024-05-14 10:00:00.123 shopd[123:4567] text                                   NSLog
 *     [2024-05-14 10:00:00.123456] E [MSGID: 114058] text                            GlusterFS
 *     2024-05-14T10:00:00.123Z cpu3:2097)WARNING: text                               ESXi's kernel
 *     2024-05-14 10:00:00.123+0000: 813: error : text                                libvirt
 *     (2024-05-14 10:00:00): [be[example]] [connect] (0x0020): text                  SSSD
 *     [2024/05/14 10:00:00.123456,  0] smbd/server.c:12(main)                        Samba
 *     2024.05.14 10:00:00 LOG3[12]: text                                             stunnel
 *     2024-05-14T10:00:00.123+0000 7f2a8c000700 -1 text                              Ceph
 *     2024-05-14T10:00:00.123Z| vmx| W005: text                                      VMware
 *     05-14 10:00:00.123+0200 E/SHOP    (P 1702, T 2395): text                       Tizen
 *     2024/05/14 10:00:00.1234567 813   2024  Agent           *FAILED* [8024402C] …  Windows Update
 */

const MAC_TYPES: Readonly<Record<string, string>> = Object.freeze({
  Default: 'INFO',
  Info: 'INFO',
  Debug: 'DEBUG',
  Error: 'ERROR',
  Fault: 'FATAL',
  Activity: 'INFO',
  Df: 'INFO',
  I: 'INFO',
  Db: 'DEBUG',
  E: 'ERROR',
  F: 'FATAL',
  A: 'INFO',
});

/** Samba's levels up to debugging. */
const SAMBA = ['ERROR', 'WARN', 'NOTICE', 'INFO'];

/** SSSD's levels are bits; the smallest is the gravest. */
function severityOfMask(mask: number): string {
  if (mask <= 0x0010) return 'FATAL';
  if (mask <= 0x0040) return 'ERROR';
  if (mask <= 0x0080) return 'WARN';
  return mask <= 0x0200 ? 'INFO' : mask <= 0x0400 ? 'DEBUG' : 'TRACE';
}

/** Ceph writes errors at -1, below every level of debugging. */
function severityOfCeph(level: number): string | undefined {
  if (level < 0) return 'ERROR';
  return level >= 5 ? 'DEBUG' : undefined;
}

/** Tried in this order. */
export const SYSTEM_RESTS: readonly RestLayout[] = [
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
  layout(/^ ([\w.-]{1,64})\[(\d{1,9}):[\da-f]{1,16}\] /, ([, service, pid]) => {
    return { service, attributes: { 'process.pid': Number(pid) } };
  }),
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
  layout(/^ ([VDIWEF])\/([^\s(]{1,128}) *\( *P *(\d{1,9}), *T *(\d{1,9})\): ?/, ([, letter = '', tag, pid, thread]) => {
    const attributes = { 'log.logger': tag, 'process.pid': Number(pid), 'thread.id': Number(thread) };
    return { severity: LETTERS[letter], attributes };
  }),
  layout(
    /^ (\d{1,6}) {1,6}(\d{1,6}) {1,6}([A-Z][A-Za-z]{2,23}) {2,16}(?=(?:\*(FAILED)\* |(WARNING): )?\S)/,
    ([, pid, thread, logger, failed, warning]) => {
      const attributes = { 'process.pid': Number(pid), 'thread.id': Number(thread), 'log.logger': logger };
      return { severity: failed === undefined ? warning : 'ERROR', attributes };
    },
  ),
];
