import { severityNumberOf } from '../../../record/index.ts';
import { severityOfTopics } from '../../head/find-level.ts';

/*
 * Text that devices put between the time of a line of syslog and its program, in addition to the host:
 *
 *     <kern.crit> host kernel: text                                  FreeBSD with -v, NetScaler
 *     host daemon.err dnsmasq[813]: text                             BusyBox; OpenWrt without the host
 *     <3.4> isi-1(id1) isi_celog[813]: text                     OneFS
 *     bigip1 err mcpd[813]: text                                     F5
 *     ap-1 fcecda000000,UAP-AC-Pro-6.5.28+14491: mcad[813]: text     UniFi, also ("U7PG2,fcecda000000,v4.3.28") and without the host
 *     kdc krb5kdc[813](info): text                                   Kerberos
 *     mx1 rpd[813]: %DAEMON-4-BGP_DOWN: text                         Junos; IOS XR alike
 *     sw1 %%01IFNET/4/IF_STATE(l)[12]:text                           Huawei; H3C without %%01
 *     [813] node1 corosync warning [TOTEM ] text                     Corosync
 *     node1 pacemaker-controld  [813] (do_lrm_invoke) ⇥error: text   Pacemaker
 *     router system,error,critical text                              RouterOS after a host
 */

/** A line of syslog after its time, and the facts that the device added. */
export interface DeviceLine {
  /** Host, program and text. */
  rest: string;
  severity?: string | number;
  isSyslogNumber?: boolean;
  attributes: Record<string, string>;
  /** The text without host and program, if the device names no program. */
  bare?: { host?: string; text: string };
}

const FACILITY =
  'kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|ntp|audit|security|console|local[0-7]';
const LEVEL = 'emerg|panic|alert|crit|err|error|warn|warning|notice|info|debug';
/** IOS XR has a colon after the time. */
const LEADING = /^ {0,8}(?:: (?=[\w./-]{1,64}\[\d{1,9}\]: ))?/;
const PRIORITY = new RegExp(`^(?:(\\S{1,255}) )?<?(${FACILITY})\\.(${LEVEL})>? (?=\\S)`);
/** OneFS' facility, severity and node. */
const LEVEL_OF_NODE = /^<\d{1,2}\.([0-7])> ([\w.-]{1,255})(?:\(id\d{1,5}\))? (?=[\w./-]{1,64}(?:\[\d{1,9}\])?: )/;
const LEVEL_OF_HOST = new RegExp(`^([\\w.:-]{1,255}) (${LEVEL}) (?=[\\w./-]{1,64}(?:\\[\\d{1,9}\\])?: )`);
const DEVICE =
  /^(?:([\w.:-]{1,255}) )?(?:\("([\w.-]{1,64}(?:,[\w.+-]{1,64}){1,2})"\)|([\w.-]{1,64}(?:,[\w.+-]{1,64}){1,2}):?) (?=[\w./-]{1,64}(?:\[\d{1,9}\])?: )/;
const LEVEL_OF_TAG = /^((?:[\w.:-]{1,255} )?[\w./-]{1,64}\[\d{1,9}\])\(([A-Za-z]{3,9})\)(?=: )/;
/** At the start of the text, or after host and program. Further on, the text only mentions a mnemonic. */
const MNEMONIC = /^(?:\S{0,254}[^\s:] )?(?:\S{1,255} ?: )?%[A-Z][\w-]{0,100}?-([0-7])(?:-\w{1,64})? ?:/;
const HUAWEI = /^(\S{1,255}) ((?:%%\d\d)?[A-Z]\w{1,64}\/([0-7])\/[A-Z]\w{1,64})(?:\(\w{1,8}\))?(?:\[\d{1,9}\])?: ?/;
const CLUSTER_LEVEL = 'emerg|alert|crit|error|warning|notice|info|debug|trace';
const COROSYNC = new RegExp(
  `^\\[(\\d{1,9})\\] ([\\w.:-]{1,255}) ([\\w-]{1,64}) {1,8}(${CLUSTER_LEVEL}) {1,8}\\[(\\w{1,16}) {0,8}\\] `,
);
const PACEMAKER = new RegExp(
  `^([\\w.:-]{1,255}) ([\\w.-]{1,64}) {1,8}\\[(\\d{1,9})\\] \\(([^()\\s]{1,128})\\)\\s{1,8}(${CLUSTER_LEVEL}): `,
);
const ROUTER_OS = /^([\w.:-]{1,255}) ([a-z][a-z-]{1,20}(?:,!?[a-z][a-z-]{1,20}){1,5}) (?=\S)/;
/** The host before a text without a program: an address, or a name with a sign. */
const HOST_ALONE = /^((?=[a-z-]{0,64}[\d.:])[\w.:-]{1,255}) (?=\S)/;
/** Host, program and text. Nearly all lines have this form, with nothing from a device. */
const PLAIN = new RegExp(
  `^(?!(?:${FACILITY})\\.)[\\w.-]{1,255} (?![A-Z]\\w{1,64}\\/[0-7]\\/)[\\w./-]{1,64}(?:\\[\\d{1,9}\\])?: (?!%)`,
);
/** A mnemonic begins within so many characters. */
const MAX_HEAD = 400;

/** Removes the text that a device put beside host and program. */
export function takeDevice(text: string): DeviceLine {
  if (PLAIN.test(text)) return { rest: text, attributes: {} };
  const rest = text.replace(LEADING, '');
  const priority = PRIORITY.exec(rest);
  if (priority !== null) {
    const [all, host, facility = '', severity] = priority;
    const behind = rest.slice(all.length);
    const name = host ?? HOST_ALONE.exec(behind)?.[1];
    const text = host === undefined && name !== undefined ? behind.slice(name.length + 1) : behind;
    return {
      rest: host === undefined ? behind : `${host} ${behind}`,
      ...(severity === undefined ? {} : { severity }),
      attributes: { 'syslog.facility': facility },
      bare: { ...(name === undefined ? {} : { host: name }), text },
    };
  }
  const ofNode = LEVEL_OF_NODE.exec(rest);
  if (ofNode !== null) {
    const behind = rest.slice(ofNode[0].length);
    return { rest: `${ofNode[2]} ${behind}`, severity: Number(ofNode[1]), isSyslogNumber: true, attributes: {} };
  }
  const ofHost = LEVEL_OF_HOST.exec(rest);
  if (ofHost !== null) {
    return { rest: `${ofHost[1]} ${rest.slice(ofHost[0].length)}`, severity: ofHost[2] ?? '', attributes: {} };
  }
  const device = DEVICE.exec(rest);
  if (device !== null) {
    const [all, host, quoted, plain = ''] = device;
    const name = quoted ?? plain;
    return { rest: `${host ?? name.split(',', 1)[0]} ${rest.slice(all.length)}`, attributes: { 'device.id': name } };
  }
  const ofTag = LEVEL_OF_TAG.exec(rest);
  if (ofTag !== null && severityNumberOf(ofTag[2]) !== undefined) {
    return { rest: `${ofTag[1]}${rest.slice(ofTag[0].length)}`, severity: ofTag[2] ?? '', attributes: {} };
  }
  const huawei = HUAWEI.exec(rest);
  if (huawei !== null) {
    const [all, host, tag, level] = huawei;
    const text = rest.slice(all.length);
    return { rest: `${host} ${tag}: ${text}`, severity: Number(level), isSyslogNumber: true, attributes: {} };
  }
  const further = clusterLine(rest) ?? routerLine(rest);
  if (further !== undefined) return further;
  const mnemonic = MNEMONIC.exec(rest.slice(0, MAX_HEAD));
  const number = mnemonic?.[1];
  return number === undefined
    ? { rest, attributes: {} }
    : { rest, severity: Number(number), isSyslogNumber: true, attributes: {} };
}

function clusterLine(rest: string): DeviceLine | undefined {
  const corosync = COROSYNC.exec(rest);
  if (corosync !== null) {
    const [all, pid, host, program, severity = '', logger = ''] = corosync;
    return {
      rest: `${host} ${program}[${pid}]: ${rest.slice(all.length)}`,
      severity,
      attributes: { 'log.logger': logger },
    };
  }
  const pacemaker = PACEMAKER.exec(rest);
  if (pacemaker === null) return undefined;
  const [all, host, program, pid, name = '', severity = ''] = pacemaker;
  const attributes = { 'code.function.name': name };
  return { rest: `${host} ${program}[${pid}]: ${rest.slice(all.length)}`, severity, attributes };
}

function routerLine(rest: string): DeviceLine | undefined {
  const match = ROUTER_OS.exec(rest);
  if (match === null) return undefined;
  const [all, host = '', topics = ''] = match;
  const severity = severityOfTopics(topics);
  if (severity === undefined) return undefined;
  return { rest, severity, attributes: { 'log.logger': topics }, bare: { host, text: rest.slice(all.length) } };
}
