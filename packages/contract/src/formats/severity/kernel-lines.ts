import type { HeadAttributes } from '../names/head-attributes.ts';
import { crashSeverity } from './crash.ts';

/*
 * Lines of the Linux kernel that have lost their priority: in files of syslog, and as dmesg prints them.
 *
 *     [12345.678901] EXT4-fs error (device sda1): text
 *     [12345.678901][    T1] text                            with the task that called
 *     [ 1234.5] text                                         from small systems
 */

type Phrase = readonly [pattern: RegExp, severity?: string];

/** Beginnings whose priority is the same in all versions. A row without a severity has that of its group. */
const PHRASES: readonly Phrase[] = [
  [/^Kernel panic - not syncing/, 'FATAL'],
  [/^(?:EXT[234]-fs|BTRFS|F2FS-fs|XFS)[: ] ?(critical|error|warning|notice|info)\b/],
  [/^XFS \([^)]{1,64}\): (?:Corruption|Internal error|Metadata (?:corruption|I\/O error))/, 'ERROR'],
  [/^(?:watchdog: )?BUG: /, 'ERROR'],
  [/^(?:Oops|general protection fault|Unable to handle kernel|divide error|invalid opcode)\b/, 'ERROR'],
  [/^(?:\w{1,64}: )?(?:Buffer )?I\/O error[, ]/, 'ERROR'],
  [/^(?:mce: )?\[Hardware Error\]: /, 'ERROR'],
  [/^INFO: (?:task .{1,100} blocked for more than|rcu_\w{1,16} (?:self-)?detected stall)/, 'ERROR'],
  [/^(?:Memory cgroup out of memory|NVRM: Xid)\b/, 'ERROR'],
  [/^(?:\[drm[^\]]{0,128}\] )?\*ERROR\* /, 'ERROR'],
  // The kernel logs it at INFO, but a program has crashed.
  [/^\S{1,64}\[\d{1,9}\]: segfault at /, 'ERROR'],
  [/^traps: \S{1,64}\[\d{1,9}\] (?:general protection|trap )/, 'ERROR'],
  [/^\S{1,32} invoked oom-killer: /, 'WARN'],
  [/^WARNING: /, 'WARN'],
];
const LONGEST = 256;

/** Severity of a kernel's text, where its words leave no doubt. */
export function kernelSeverity(text: string): string | undefined {
  const head = text.slice(0, LONGEST);
  for (const [pattern, severity] of PHRASES) {
    const match = pattern.exec(head);
    if (match !== null) return severity ?? match[1];
  }
  return crashSeverity(text);
}

const CLOCK = /^\[ {0,8}(\d{1,9}\.\d{1,9})\](?:\[ {0,8}([TC]\d{1,9})\])? /;

/** A line of the kernel without the seconds since its start, which become an attribute. */
export function withoutKernelClock(text: string): { message: string; attributes: HeadAttributes } {
  const match = CLOCK.exec(text);
  if (match === null) return { message: text, attributes: {} };
  const [all, clock = '', caller] = match;
  const attributes: HeadAttributes = { 'log.clock': clock };
  if (caller !== undefined) attributes['thread.name'] = caller;
  return { message: text.slice(all.length), attributes };
}

/** Six digits after the point, which only the kernel writes in brackets, or spaces before the number. */
const DMESG =
  /^\[(?: {0,8}\d{1,9}\.\d{6}| {1,8}\d{1,9}\.\d{1,9})\](?:\[ {0,8}[TC]\d{1,9}\])? {1,4}(?=\S)(?!\((?:[A-Z]{2}|--|==|\*\*|\+\+|!!|\?\?)\) )/;

/** True for a line of dmesg. */
export function isDmesg(line: string): boolean {
  return DMESG.test(line);
}
