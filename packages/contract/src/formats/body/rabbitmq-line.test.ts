import { describe, expect, it } from 'vitest';
import { createLineParser } from '../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const parse = (text: string) => parser.parse(text, OBSERVED_AT);

describe("RabbitMQ's log", () => {
  it('becomes records of service rabbitmq', () => {
    expect(
      parse(
        '2026-11-21 11:50:48.042226+00:00 [warning] <0.216.0> Available file handles: 1024. Please consider increasing system limits',
      ),
    ).toEqual({
      timestamp: Date.parse('2026-11-21T11:50:48.042Z'),
      nanos: 226_000,
      observedAt: OBSERVED_AT,
      service: 'rabbitmq',
      severity: 'WARN',
      severityNumber: 13,
      severityText: 'warning',
      message: 'Available file handles: 1024. Please consider increasing system limits',
      attributes: { 'erlang.pid': '<0.216.0>' },
    });
  });

  it('of 3.8 has no zone, and is read as UTC', () => {
    expect(
      parse(
        '2019-11-22 16:00:30.723 [info] <0.1113.0> accepting AMQP connection <0.1113.0> (10.0.0.104:37148 -> 10.0.0.102:5672)',
      ),
    ).toMatchObject({
      timestamp: Date.parse('2019-11-22T16:00:30.723Z'),
      message: 'accepting AMQP connection <0.1113.0> (10.0.0.104:37148 -> 10.0.0.102:5672)',
    });
  });

  it.each([
    ['debug', 'DEBUG'],
    ['notice', 'INFO'],
    ['error', 'ERROR'],
    ['critical', 'ERROR'],
    ['emergency', 'FATAL'],
    ['unheard', 'INFO'],
  ])('maps %s to %s', (word, severity) => {
    expect(parse(`2026-11-21 11:50:48.042226+00:00 [${word}] <0.216.0> x`)).toMatchObject({
      severity,
      severityText: word,
    });
  });

  it('may have an empty text, and keeps the indentation of one', () => {
    expect(parse('2026-11-21 11:50:47.572745+00:00 [info] <0.216.0> ').message).toBe('');
    expect(parse('2026-11-21 11:50:47.572745+00:00 [info] <0.216.0>').service).toBe('rabbitmq');
    expect(parse('2026-11-21 11:50:47.572745+00:00 [error] <0.216.0>   crasher:').message).toBe('  crasher:');
  });

  it('keeps the banner that follows', () => {
    const text = '2026-11-21 11:50:47.572745+00:00 [info] <0.216.0>  Licensed\n\n  ##  ##      RabbitMQ 4.0.5';
    expect(parse(text).message).toBe(' Licensed\n\n  ##  ##      RabbitMQ 4.0.5');
  });

  it.each([
    '2026-13-21 11:50:48.042226+00:00 [info] <0.216.0> no such month',
    '2026-11-21 11:50:48.042226+00:00 [info] 0.216.0 no pid',
    '2026-11-21 11:50:48.042226+00:00 info <0.216.0> no brackets',
  ])('is not seen in %s', (line) => {
    expect(createLineParser({ format: 'rabbitmq', fallbackService: 'app' }).parse(line, 0)).toMatchObject({
      service: 'app',
      message: line,
    });
  });
});
