import { describe, expect, it } from 'vitest';
import { createLineParser } from '../../../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const parse = (text: string) => parser.parse(text, OBSERVED_AT);

describe("mongod's log", () => {
  it('becomes records of service mongod', () => {
    const line =
      '{"t":{"$date":"2026-11-21T11:50:44.951+00:00"},"s":"W",  "c":"CONTROL",  "id":22184,   "ctx":"initandlisten","msg":"Soft rlimits for open file descriptors too low","attr":{"currentValue":20000,"recommendedMinimum":64000},"tags":["startupWarnings"]}';
    expect(parse(line)).toEqual({
      timestamp: Date.parse('2026-11-21T11:50:44.951Z'),
      observedAt: OBSERVED_AT,
      service: 'mongod',
      severity: 'WARN',
      severityNumber: 13,
      severityText: 'W',
      message: 'Soft rlimits for open file descriptors too low',
      attributes: {
        'mongodb.component': 'CONTROL',
        'mongodb.log_id': 22184,
        'mongodb.context': 'initandlisten',
        'attr.currentValue': 20000,
        'attr.recommendedMinimum': 64000,
        'mongodb.tags': '["startupWarnings"]',
      },
    });
  });

  it('reads the time in its zone and the service of 8.0', () => {
    const line =
      '{"t":{"$date":"2020-05-01T17:16:17.180+02:00"},"s":"I", "c":"NETWORK", "id":12345, "ctx":"listener", "svc": "R", "msg":"Listening on", "attr":{"address":"127.0.0.1"}}';
    expect(parse(line)).toMatchObject({
      timestamp: Date.parse('2020-05-01T15:16:17.180Z'),
      attributes: { 'mongodb.svc': 'R', 'attr.address': '127.0.0.1' },
    });
  });

  it('maps F, E, W, I and D1 to D5', () => {
    const severityOf = (word: string) => {
      const { severity, severityNumber, severityText } = parse(
        `{"t":{"$date":"2026-11-21T11:50:44.951+00:00"},"s":"${word}","c":"-","ctx":"-","msg":"x"}`,
      );
      expect(severityText).toBe(word);
      return [severity, severityNumber];
    };
    expect(['F', 'E', 'W', 'I'].map((word) => severityOf(word)[0])).toEqual(['FATAL', 'ERROR', 'WARN', 'INFO']);
    expect(['D', 'D1', 'D2', 'D3', 'D4', 'D5'].map(severityOf)).toEqual(
      [5, 8, 7, 6, 5, 5].map((number) => ['DEBUG', number]),
    );
  });

  it('keeps a text in place of the time', () => {
    expect(parse('{"t":{"$date":"soon"},"s":"I","c":"-","ctx":"-","msg":"x"}')).toMatchObject({
      timestamp: OBSERVED_AT,
      attributes: { 'mongodb.t.$date': 'soon' },
    });
  });

  it('is not seen in other JSON', () => {
    expect(parse('{"t":1715680800,"s":"I","c":"x","msg":"y"}').service).toBe('app');
    expect(parse('{"t":{"$date":"2026-11-21T11:50:44.951Z"},"msg":"y"}')).toMatchObject({
      service: 'app',
      message: 'y',
    });
  });

  it('named as format still reads other JSON', () => {
    const named = createLineParser({ format: 'mongod', fallbackService: 'app' });
    expect(named.parse('{"msg":"y"}', 0)).toMatchObject({ service: 'app', message: 'y' });
    expect(named.parse('about to fork child process', 0).message).toBe('about to fork child process');
  });
});
