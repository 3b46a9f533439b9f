import { describe, expect, it } from 'vitest';
import { createLineParser, headerAfter, headerOf, isHeaderLine } from '../../index.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'iis', timeZone: '+02:00' });
const HEADER = '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status time-taken';

describe('columns that a line above names', () => {
  it('are read by these names, with the time in UTC', () => {
    const line = '2026-03-09 08:15:30 GET /orders id=17 203.0.113.7 curl/8+(x) 503 250';
    expect(parser.parse(line, 1, { header: HEADER })).toMatchObject({
      timestamp: Date.parse('2026-03-09T08:15:30Z'),
      service: 'iis',
      severity: 'ERROR',
      message: 'GET /orders?id=17 503',
      attributes: {
        'client.address': '203.0.113.7',
        'http.response.status_code': 503,
        'user_agent.original': 'curl/8 (x)',
        'w3c.time-taken': '250',
      },
    });
  });

  it('of a clock alone have the day of the line above, and of the last one', () => {
    const date = '#Date: 2026-03-09 08:00:00';
    const fields = '#Fields: time cs-method cs-uri-stem sc-status c-ip';
    const header = headerAfter(['#Software: Microsoft IIS', date, fields], undefined);
    const line = '08:15:30 GET /x 500 10.0.0.7';
    const first = parser.parse(line, 1, { header });
    expect(first).toMatchObject({
      timestamp: Date.parse('2026-03-09T08:15:30Z'),
      severity: 'ERROR',
      message: 'GET /x 500',
    });
    expect(Object.keys(first.attributes ?? {})).not.toContain('w3c.date');
    const next = headerAfter(['#Date: 2026-03-10 00:00:01'], header);
    expect(parser.parse(line, 1, { header: next }).timestamp).toBe(Date.parse('2026-03-10T08:15:30Z'));
    expect(headerAfter([date], HEADER)).toBe(HEADER);
    expect(headerAfter([date, HEADER], undefined)).toBe(HEADER);
    expect(headerAfter(['#Fields: time c-ip'], HEADER)).toBe('#Fields: time c-ip');
  });

  it("of Windows' firewall are connections, with local times", () => {
    const header = '#Fields: date time action protocol src-ip dst-ip src-port dst-port';
    expect(parser.parse('2026-03-09 08:15:30 DROP TCP 203.0.113.9 10.0.0.5 4711 22', 1, { header })).toMatchObject({
      timestamp: Date.parse('2026-03-09T06:15:30Z'),
      severity: 'WARN',
      attributes: { 'w3c.action': 'DROP', 'w3c.src-ip': '203.0.113.9', 'w3c.dst-port': '22' },
    });
    expect(isHeaderLine('#Time Format: Local')).toBe(true);
    expect(isHeaderLine('#Log-type: Message Tracking Log')).toBe(true);
  });

  it('of Exchange stand between commas', () => {
    const header = '#Fields: date-time,client-ip,event-id,recipient-address,message-subject';
    const line = '2026-03-09T08:15:30.250Z,10.0.0.7,FAIL,jane@shop.example,"Your order, number 17"';
    expect(parser.parse(line, 1, { header })).toMatchObject({
      timestamp: Date.parse('2026-03-09T08:15:30.250Z'),
      severity: 'WARN',
      message: line,
      attributes: {
        'w3c.client-ip': '10.0.0.7',
        'w3c.event-id': 'FAIL',
        'w3c.message-subject': 'Your order, number 17',
      },
    });
    const short = line.replace(/,"[^"]*"$/, '');
    expect(parser.parse(short, 1, { header })).toEqual(parser.parse(short, 1));
    expect(parser.parse(line.replace('FAIL', 'DELIVER'), 1, { header }).severity).toBe('INFO');
  });

  it('of Zeek have its own names', () => {
    const header = '#fields\tts\tuid\tid.orig_h\tproto';
    expect(parser.parse('1773044130.250000\tCx1\t10.0.0.9\ttcp', 1, { header })).toMatchObject({
      timestamp: Date.parse('2026-03-09T08:15:30.250Z'),
      attributes: { 'zeek.uid': 'Cx1', 'zeek.id.orig_h': '10.0.0.9', 'zeek.proto': 'tcp' },
    });
  });

  it('of Zeek may be separated by what the header says', () => {
    const header = headerOf('#fields,ts,uid,proto');
    expect(parser.parse('1773044130.250000,Cx1,tcp', 1, { header })).toMatchObject({
      timestamp: Date.parse('2026-03-09T08:15:30.250Z'),
      attributes: { 'zeek.uid': 'Cx1', 'zeek.proto': 'tcp' },
    });
    expect(headerOf('#fields, of all kinds')).toBeUndefined();
  });

  it('a line of another shape is read as any other', () => {
    const line = '2026-03-09 08:15:30 ERROR no disk';
    expect(parser.parse(line, 1, { header: HEADER })).toEqual(parser.parse(line, 1));
  });

  it('the last header holds, and only a header is one', () => {
    expect(headerAfter(['a', HEADER, 'b', '#Date: 2026-03-09'], undefined)).toBe(HEADER);
    expect(headerAfter(['a'], HEADER)).toBe(HEADER);
    expect(headerOf('# Fields: a comment')).toBeUndefined();
  });

  it.each([
    ['#Software: Microsoft Internet Information Services 10.0', true],
    ['#Date: 2026-03-09 08:15:30\n', true],
    [HEADER, true],
    ['#separator \\x09', true],
    ['#set_separator\t,', true],
    ['#types\ttime\tstring', true],
    ['#close\t2026-03-09-09-00-00', true],
    ['# Date: a comment', false],
    ['#path to nowhere', false],
    ['#hashtag', false],
    ['#Date: 2026-03-09\nfailed', false],
  ])('%j describes its file: %s', (text, expected) => {
    expect(isHeaderLine(text)).toBe(expected);
  });
});
