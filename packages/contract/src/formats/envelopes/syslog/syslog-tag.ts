/** Host, program and process in front of the message of a line of syslog. */
const HOST_AND_TAG =
  /^(?:([\w.:%-]{0,254}[\w.%-]) +)?(?!Severity: )([\w./()@+%#-]{1,128})(?:\[([^\]\s]{1,64})\])?:(?: ([\s\S]*)|$)/;
/** ProFTPD's tag has no colon, and SOGo's a space; others have none behind it: `host proftpd[813] text`, `sogod [813]: text`, `app[813]:text`. */
const TAG_AND_PROCESS = /^(?:([\w.:%-]{1,254}) +)?([A-Za-z][\w./-]{1,63}) ?\[(\d{1,9})\](?::? |:(?=\S))([\s\S]*)/;
/** `host syslogd 1.4.1: restart.` */
const TAG_AND_VERSION =
  /^([\w.:%-]{1,254}) +([A-Za-z][\w-]{1,31})(?:\[(\d{1,9})\])? (?=v?\d{1,3}(?:\.\d{1,4}){1,3}: )([\s\S]*)/;

/**
 * Takes host, tag, process and message apart, in this order of groups; null when there is no tag.
 *
 * @param mayLackColon the line is certainly of syslog
 */
export function takeTag(text: string, mayLackColon: boolean): RegExpExecArray | null {
  const tagged = HOST_AND_TAG.exec(text);
  return tagged ?? (mayLackColon ? (TAG_AND_PROCESS.exec(text) ?? TAG_AND_VERSION.exec(text)) : null);
}
