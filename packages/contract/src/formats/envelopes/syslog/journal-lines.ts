import type { RecordParts } from '../../../record/index.ts';
import { processAttribute } from './priority-and-tag.ts';

/*
 * Lines of `journalctl` whose clock counts from the start of the machine:
 *
 *     [12345.678901] web-1 sshd[813]: text                      -o short-monotonic
 *     [12345.678901 <    0.000123 >] web-1 kernel: text         -o short-delta
 *
 * Without a process only the kernel is certain: in dmesg, any two words may precede a colon.
 */

const MONOTONIC =
  /^\[ {0,8}(\d{1,9}\.\d{6})(?: <[ \d.]{1,24}>)?\] ([\w.:-]{1,254}) (?:([\w./()@:-]{1,128})\[(\d{1,9})\]|(kernel)): /;

/** Takes such a line apart; undefined for any other. */
export function monotonicLine(line: string): RecordParts | undefined {
  const [all, clock = '', host = '', program, pid, kernel] = MONOTONIC.exec(line) ?? [];
  if (all === undefined) return undefined;
  const attributes = { 'log.clock': clock, 'host.name': host, ...(pid === undefined ? {} : processAttribute(pid)) };
  return { message: line.slice(all.length), service: program ?? kernel, attributes };
}
