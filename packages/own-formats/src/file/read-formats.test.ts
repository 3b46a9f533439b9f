import { describe, expect, test } from 'vitest';
import { readFormats } from './read-formats.ts';

const NOW = Date.UTC(2026, 5, 1);

function faults(text: string): string[] {
  const read = readFormats(text, NOW);
  return 'faults' in read ? read.faults.map(({ column, line, problem }) => `${line}:${column}: ${problem}`) : [];
}

const GOOD = String.raw`
formats:
  - name: billing
    files: ['billing*.log']
    pattern: '(?P<timestamp>\S+ \S+) \[(?P<severity>\w+)\] (?:order=(?P<order>\d+) )?(?P<message>.*)'
    start: '^\d\d\.\d\d\.\d{4} '
    time: '%d.%m.%Y %H:%M:%S,%f'
    zone: Europe/Berlin
    severity: { FEHLER: ERROR }
    attributes: { order: shop.order.id }
    numbers: [order]
    drop: ['heartbeat']
    examples:
      - text: |
          14.05.2026 10:00:00,25 [FEHLER] order=4711 cannot save
          because the disk is full
        gives:
          timestamp: 2026-05-14T08:00:00.250Z
          severity: ERROR
          message: |-
            cannot save
            because the disk is full
          attributes: { shop.order.id: 4711 }
      - text: |
          14.05.2026 10:00:00,25 [INFO] a
          14.05.2026 10:00:00,25 [INFO] heartbeat
          14.05.2026 b
        gives: [{ message: a }, dropped, unmatched]
`;

describe('a file of formats', () => {
  test('that is right has its formats, by name and by path', () => {
    const read = readFormats(GOOD, NOW);
    if ('faults' in read) return expect.fail(JSON.stringify(read.faults));
    expect(read.examples).toBe(2);
    expect(read.formats.names).toEqual(['billing']);
    expect(read.formats.named('billing')).toMatchObject({ name: 'billing', zone: 'Europe/Berlin' });
    expect(read.formats.named('billing')).not.toHaveProperty('examples');
    expect(read.formats.forPath('/var/log/billing-2.log')?.name).toBe('billing');
    expect(read.formats.forPath('/var/log/shop.log')).toBeUndefined();
  });

  test('may be JSON', () => {
    expect(faults('{"formats": [{"name": "a", "pattern": "(?<message>.*)"}]}')).toEqual([]);
    expect(faults('{"formats": [{"name": "a", "zone": "X/Y"}]}')).toEqual([
      expect.stringMatching(/^1:36: a: zone: "X\/Y"/),
    ]);
  });

  test('tells all of its faults at once, each with its place', () => {
    const text = String.raw`formats:
  - name: json
    pattern: '(?P<message>.*'
    zone: Europe/Berlni
  - name: second
    patern: 'x'
    pattern: '(?P<time>\S+) (?P<severity>\w+)(?=x)'
    severity: { FEHLER: ERORR, X: EROR }
  - name: third
    pattern: '(?P<time>\S+) (?P<severity>\w+) (?P<message>.*)'
    time: '%d.%m.%Y'
    numbers: [nothing]
    drop: ['(', 7]
  - name: fourth
    pattern: '(?P<timestamp>\S+) (?P<severity>\w+) (?P<message>.*)'
    examples:
      - text: '2026-05-14T10:00:00Z ERROR hello'
        gives: { severity: INFO, message: hello, attributes: { x: 1 } }
      - text: 'a'
        gives: droped
      - txt: 'a'
  - name: fourth
    pattern: 'no groups'
`;
    expect(faults(text)).toEqual([
      '2:11: json: name: is the name of a built-in format; choose another',
      '3:14: json: pattern: missing closing ): `(?P<message>.*`',
      '4:11: json: zone: "Europe/Berlni" is not a time zone; use a name like Europe/Berlin, UTC, or an offset like +05:30',
      '6:13: second: "patern" is not known; did you mean pattern?',
      expect.stringMatching(/^7:14: second: pattern: .*look-around and back-references do not run in linear time$/),
      '8:25: second: FEHLER: "ERORR" is not a severity; use TRACE, DEBUG, INFO, WARN, ERROR or FATAL',
      '8:35: second: X: "EROR" is not a severity; use TRACE, DEBUG, INFO, WARN, ERROR or FATAL',
      '10:14: third: pattern: the group time would be an attribute; name it timestamp, or list it under attributes',
      '11:11: third: time: names no hour; a day alone is not a time',
      '11:11: third: time: the pattern has no group timestamp; its groups are time, severity, message',
      '12:15: third: numbers: the pattern has no group nothing; its groups are time, severity, message',
      '13:17: third: drop: expected string, received number',
      '18:28: fourth: example 1: severity is "ERROR", not "INFO"',
      '18:67: fourth: example 1: x is not there, not 1',
      '20:16: fourth: example 2: gives: has to be dropped, unmatched, or the fields of a record',
      '21:9: fourth: example 3: text is missing',
      '21:9: fourth: example 3: gives is missing',
      '21:14: fourth: example 3: "txt" is not known; did you mean text?',
      '22:11: fourth: the name is given twice',
      '23:14: fourth: pattern: has no named group like (?P<message>.*)',
    ]);
  });

  test('tells them all beside a key at the top that is not known', () => {
    const wrong = "formats:\n  - name: billing\n    patern: 'x'\n    zone: Nowhere\n";
    expect(faults(`other: 1\n${wrong}`)).toEqual(['1:8: "other" is not known; use formats', ...faults(`\n${wrong}`)]);
    expect(faults(wrong).length).toBeGreaterThan(1);
  });

  test('tells faults of examples beside those of their formats, and of keys that come twice', () => {
    const text = `formats:
  - name: json
    patern: 'x'
    zone: UTC
    zone: Europe/Berlin
    examples:
      - text: 'a'
        gives: { mesage: a, sevrity: INFO }
      - txt: 'a'
        gives: [{ attributs: {} }, dropped]
  - name: json
    pattern: '(?P<message>.*'
  - name: good
    pattern: '(?P<message>.*)'
    time: 'x'
    examples: [{ text: 'a', gives: { servce: x } }]
  - name: good
    zones: UTC
`;
    expect(faults(text)).toEqual([
      '2:11: json: name: is the name of a built-in format; choose another',
      '3:13: json: "patern" is not known; did you mean pattern?',
      '5:5: Map keys must be unique',
      '8:26: json: example 1: "mesage" is not known; did you mean message?',
      '8:38: json: example 1: "sevrity" is not known; did you mean severity?',
      '9:9: json: example 2: text is missing',
      '9:14: json: example 2: "txt" is not known; did you mean text?',
      '10:30: json: example 2: "attributs" is not known; did you mean attributes?',
      '11:11: json: the name is given twice',
      '11:11: json: name: is the name of a built-in format; choose another',
      '12:14: json: pattern: missing closing ): `(?P<message>.*`',
      expect.stringMatching(/^15:11: good: time: /),
      expect.stringMatching(/^15:11: good: time: /),
      '16:46: good: example 1: "servce" is not known; did you mean service?',
      '17:11: good: the name is given twice',
      '18:12: good: "zones" is not known; did you mean zone?',
    ]);
  });

  test('an empty name is one fault, whatever the entries before it lack', () => {
    const text = "formats:\n  - pattern: (?P<message>.*)\n  - name: ''\n    pattern: (?P<message>.*)";
    expect(faults(text)).toEqual([
      '2:5: name is missing',
      '3:11: : name: has to be 1 to 63 letters, digits, dots, dashes and underscores',
    ]);
  });

  test.each([
    ['formats:\n  - name: a\n    pattern: *nowhere', '3:14: no anchor &nowhere stands in front of this alias'],
    ['', '1:1: the file has to be a mapping with the key formats'],
    ['hello', '1:1: the file has to be a mapping with the key formats'],
    ['formats: []', '1:10: formats: is empty'],
    ['formats: [1]', '1:11: expected object, received number'],
    [
      'formats:\n  - name: a\n    time: %d',
      '3:11: Plain value cannot start with directive indicator character %; put it in single quotes',
    ],
  ])('%j is refused', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  test('reads an example of a time without a year at the moment that it names', () => {
    const at = (readAt: string) => `formats:
  - name: a
    pattern: '(?P<timestamp>.{15}) (?P<message>.*)'
    time: '%b %e %H:%M:%S'
    examples: [{ text: 'Dec 24 10:00:00 x', readAt: ${readAt}, gives: { timestamp: 2025-12-24T10:00:00Z } }]`;
    expect(faults(at('2026-01-02T00:00:00Z'))).toEqual([]);
    expect(faults(at('2027-01-02T00:00:00Z'))).toHaveLength(1);
    expect(faults(at('yesterday'))).toEqual([expect.stringContaining('readAt: has to be a time like')]);
  });
});
