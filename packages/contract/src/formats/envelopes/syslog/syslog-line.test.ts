import { describe, expect, it } from 'vitest';
import { createLineParser, type FormatName } from '../../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parse = (text: string, format: FormatName = 'auto', observedAt = OBSERVED_AT) =>
  createLineParser({ format, fallbackService: 'app' }).parse(text, observedAt);

describe('RFC 3164', () => {
  it('with PRI', () => {
    expect(parse("<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8")).toEqual({
      timestamp: Date.UTC(2026, 9, 11, 22, 14, 15),
      observedAt: OBSERVED_AT,
      service: 'su',
      severity: 'ERROR',
      severityNumber: 18,
      severityText: 'crit',
      message: "'su root' failed for lonvick on /dev/pts/8",
      attributes: { 'syslog.facility': 'auth', 'host.name': 'mymachine', 'process.pid': 230 },
    });
  });

  it('without PRI, as rsyslog writes files, has no severity', () => {
    const record = parse('May  3 06:25:01 web-1 CRON[12345]: (root) CMD (test -x /usr/sbin/anacron)');
    expect(record).toMatchObject({
      timestamp: Date.UTC(2026, 4, 3, 6, 25, 1),
      service: 'CRON',
      severity: 'INFO',
      message: '(root) CMD (test -x /usr/sbin/anacron)',
      attributes: { 'host.name': 'web-1', 'process.pid': 12345 },
    });
    expect(record.severityText).toBeUndefined();
    expect(parse('May 14 10:00:00 web-1 kernel: [    0.000000] Linux version 6.1').message).toBe('Linux version 6.1');
  });

  it('with the level behind the process, as Kerberos writes', () => {
    expect(parse('May  3 06:25:01 kdc-1 krb5kdc[71](Error): preauth failed')).toMatchObject({
      service: 'krb5kdc',
      severity: 'ERROR',
      message: 'preauth failed',
    });
  });

  it.each([
    ['postfix/smtpd[99]: connect from unknown', 'postfix/smtpd'],
    ['systemd[1]: Started Session 1.', 'systemd'],
    ['org.gnome.Shell.desktop[1234]: x', 'org.gnome.Shell.desktop'],
    ['(sd-pam)[7]: x', '(sd-pam)'],
    ['%ASA-6-302013: Built outbound', '%ASA-6-302013'],
  ])('takes the tag of %s for the service', (text, service) => {
    expect(parse(`May 14 10:00:00 web-1 ${text}`)).toMatchObject({ service, attributes: { 'host.name': 'web-1' } });
  });

  it('keeps what stands in place of a process id, hosts that are addresses, and lines without a host', () => {
    expect(parse('May 14 10:00:00 fe80::1 app[worker-3]: x').attributes).toEqual({
      'host.name': 'fe80::1',
      'syslog.procid': 'worker-3',
    });
    expect(parse('<13>May 14 10:00:00 root: error: something')).toMatchObject({
      service: 'root',
      message: 'error: something',
      attributes: { 'syslog.facility': 'user' },
    });
  });

  it('without a tag keeps all after the time as the message', () => {
    expect(parse('Oct 11 22:14:15 web-1 last message repeated 2 times')).toMatchObject({
      timestamp: Date.UTC(2026, 9, 11, 22, 14, 15),
      service: 'app',
      message: 'web-1 last message repeated 2 times',
    });
    expect(parse('<165>no time here')).toMatchObject({
      severity: 'INFO',
      severityText: 'notice',
      message: 'no time here',
      attributes: { 'syslog.facility': 'local4' },
    });
  });

  it('with a year, a fraction or a zone', () => {
    expect(parse('<13>May 14 2019 10:00:00.123456 web-1 app: x')).toMatchObject({
      timestamp: Date.UTC(2019, 4, 14, 10, 0, 0, 123),
      nanos: 456_000,
    });
    expect(parse('<189>*Mar  1 18:46:11.003 UTC: %SYS-5-CONFIG_I: Configured from console')).toMatchObject({
      timestamp: Date.UTC(2026, 2, 1, 18, 46, 11, 3),
      service: '%SYS-5-CONFIG_I',
    });
  });
});

describe('the severity in a mnemonic of a device', () => {
  it.each([
    ['Mar  9 08:15:30 mx1 rpd[81]: %DAEMON-4-BGP_DOWN: x', 'WARN'],
    ['Mar  9 08:15:30 rpd[81]: %DAEMON-4-BGP_DOWN: x', 'WARN'],
    ['Mar  9 08:15:30 fw1 : %ASA-4-106023: x', 'WARN'],
  ])('%s', (line, severity) => {
    expect(parse(line).severity).toBe(severity);
  });

  it.each([
    'Mar  9 08:15:30 web1 app: see: %USER-0: x',
    'Mar  9 08:15:30 web1 app[81]: see: %USER-0: x',
    'Mar  9 08:15:30 web1 app[81]: see %USER-0: x',
    'Mar  9 08:15:30 app[81]: see: %USER-0-GONE: x',
  ])('is not looked for in the text: %s', (line) => {
    expect(parse(line).severity).toBe('INFO');
  });
});

describe('a time without a year', () => {
  const timeOf = (line: string, observed: string) =>
    new Date(parse(`${line} web-1 app: x`, 'syslog', Date.parse(observed)).timestamp).toISOString();

  it('is of the year that brings it closest before the moment of reading', () => {
    expect(timeOf('Dec 31 23:59:59', '2026-01-01T00:00:05Z')).toBe('2025-12-31T23:59:59.000Z');
    expect(timeOf('Jan  1 00:00:01', '2026-01-01T00:00:05Z')).toBe('2026-01-01T00:00:01.000Z');
    expect(timeOf('Nov 20 10:00:00', '2026-11-21T10:00:00Z')).toBe('2026-11-20T10:00:00.000Z');
    expect(timeOf('Nov 23 10:00:00', '2026-11-21T10:00:00Z')).toBe('2025-11-23T10:00:00.000Z');
  });

  it('may lie a day ahead, for a clock or zone that differs', () => {
    expect(timeOf('Jan  1 05:30:00', '2025-12-31T23:50:00Z')).toBe('2026-01-01T05:30:00.000Z');
  });

  it('finds the leap year of a 29 February', () => {
    expect(timeOf('Feb 29 12:00:00', '2026-11-21T10:00:00Z')).toBe('2024-02-29T12:00:00.000Z');
  });

  it.each(['Feb 30 12:00:00', 'Foo 12 12:00:00', 'May 14 24:00:00', 'May 14 10:60:00'])('%s is not a time', (time) => {
    expect(parse(`${time} web-1 app: x`).message).toBe(`${time} web-1 app: x`);
  });
});

describe('rsyslog with ISO times', () => {
  it('has host and tag like the traditional format', () => {
    expect(
      parse(
        '2024-05-14T10:00:00.123456+02:00 web-1 sshd[812]: Accepted publickey for root from 10.0.0.7 port 50022 ssh2',
      ),
    ).toMatchObject({
      timestamp: Date.parse('2024-05-14T08:00:00.123Z'),
      nanos: 456_000,
      service: 'sshd',
      attributes: { 'host.name': 'web-1', 'process.pid': 812 },
    });
    expect(parse('<13>2024-05-14T10:00:00Z web-1 app: x')).toMatchObject({ service: 'app', severityText: 'notice' });
  });

  it.each(['INFO server: started', 'something happened'])('is not seen in a time and %s', (text) => {
    const { service, attributes, message } = parse(`2024-05-14T10:00:00Z ${text}`);
    expect({ service, attributes }).toEqual({ service: 'app', attributes: undefined });
    expect(text).toContain(message);
  });
});

describe('RFC 5424', () => {
  it('with structured data', () => {
    expect(
      parse(
        '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"] \uFEFFAn application event log entry...',
      ),
    ).toEqual({
      timestamp: Date.parse('2003-10-11T22:14:15.003Z'),
      observedAt: OBSERVED_AT,
      service: 'evntslog',
      severity: 'INFO',
      severityNumber: 10,
      severityText: 'notice',
      message: 'An application event log entry...',
      attributes: {
        'syslog.facility': 'local4',
        'host.name': 'mymachine.example.com',
        'process.pid': 8710,
        'syslog.msgid': 'ID47',
        'syslog.exampleSDID@32473.iut': '3',
        'syslog.exampleSDID@32473.eventSource': 'Application',
        'syslog.exampleSDID@32473.eventID': '1011',
        'syslog.examplePriority@32473.class': 'high',
      },
    });
  });

  it('with nothing but what it must have', () => {
    expect(parse('<34>1 - - - - - -')).toEqual({
      timestamp: OBSERVED_AT,
      observedAt: OBSERVED_AT,
      service: 'app',
      severity: 'ERROR',
      severityNumber: 18,
      severityText: 'crit',
      message: '',
      attributes: { 'syslog.facility': 'auth' },
    });
    expect(parse("<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - 'su root' failed")).toMatchObject({
      service: 'su',
      message: "'su root' failed",
    });
  });

  it('with escapes, an element without parameters and a name that stands twice', () => {
    expect(parse('<13>1 - h a p m [x@1 k="a \\"b\\" \\] \\\\ \\n" k="2"][y@1] text').attributes).toMatchObject({
      'syslog.procid': 'p',
      'syslog.x@1.k': 'a "b" ] \\ \\n',
      'syslog.x@1.k.2': '2',
      'syslog.y@1': true,
    });
  });

  it.each(['[x@1 k="open', '[x@1 k=v] text', '[] text', '[x@1 k="v"]text', 'text without data'])(
    'keeps malformed data %s in the message',
    (rest) => {
      expect(parse(`<13>1 - h a p m ${rest}`)).toMatchObject({ message: rest, service: 'a' });
    },
  );

  it.each(['<192>May 14 10:00:00 web-1 app: x', '<013>May 14 10:00:00 web-1 app: x', '<>May 14 10:00:00 web-1 app: x'])(
    'a malformed PRI leaves the line as it is: %s',
    (line) => {
      expect(parse(line)).toMatchObject({ message: line, service: 'app' });
    },
  );

  it('with a malformed time keeps all but PRI in the message', () => {
    expect(parse('<13>1 2003-13-11T22:14:15Z h a p m - x')).toMatchObject({
      message: '1 2003-13-11T22:14:15Z h a p m - x',
      severityText: 'notice',
    });
  });
});

describe('hostile lines', () => {
  it.each([
    ['parameters', `<13>1 - h a p m [x@1 ${'k="v" '.repeat(40_000)}] text`],
    ['elements', `<13>1 - h a p m ${'[x@1]'.repeat(50_000)} text`],
    ['backslashes', `<13>1 - h a p m [x@1 k="${'\\\\'.repeat(100_000)}`],
    ['a long host', `May 14 10:00:00 ${'a.'.repeat(100_000)} app: x`],
  ])('of very many %s cost little and are kept', (_what, line) => {
    const startedAt = performance.now();
    expect(parse(line).message.length).toBeGreaterThan(1000);
    // Some milliseconds; the square would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
