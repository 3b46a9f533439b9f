import { describe, expect, test } from 'vitest';
import type { NormalisedRecord } from '../../record/log-record.ts';
import { createLineParser } from '../index.ts';
import { ACCESS_SAMPLES } from './access-samples.ts';
import { COLUMN_SAMPLES } from './column-samples.ts';
import { DEVICE_SAMPLES } from './device-samples.ts';
import { ENVELOPE_SAMPLES } from './envelope-samples.ts';
import { FIELD_SAMPLES } from './field-samples.ts';
import { FRESH_SAMPLES } from './fresh-samples.ts';
import { FURTHER_SAMPLES } from './further-samples.ts';
import { HEAD_SAMPLES, OBJECT_SAMPLES, PROGRAM_SAMPLES } from './grouped-samples.ts';
import { WORD_SAMPLES } from './heads/word-samples.ts';
import { LEVEL_SAMPLES } from './level-samples.ts';
import { MISTAKABLE_SAMPLES } from './mistakable-samples.ts';
import { PRODUCT_SAMPLES } from './product-samples.ts';
import { ODD_LINE_SAMPLES } from './programs/odd-line-samples.ts';
import type { Sample } from './sample.ts';
import { SERVER_SAMPLES } from './server-samples.ts';
import { SHIPPER_SAMPLES } from './shipper-samples.ts';
import { TOOL_SAMPLES } from './tool-samples.ts';

/** A day after the moment of all samples. */
const OBSERVED_AT = Date.parse('2026-03-10T08:00:00Z');
const parser = createLineParser({ format: 'auto', fallbackService: 'file' });

const eastern = createLineParser({ format: 'auto', fallbackService: 'file', timeZone: '+02:00' });
/** Texts that may name a zone. */
const NAMES_ZONE =
  /^[\da-f]{8}[. ]|\dZ|[+-]\d\d:?\d\d|UTC|CET|GMT|\d{10}|\.\d{6}[+-]\d{3} |EDT|1773044130|e\+09|\d[+-]\d\d |Europe\/|America\//i;
/** W3C logs, whose specification says so, and those of Swift's proxy. */
const IN_UTC = /^\S+[ \t][\d:]+[ \t](?:FRA2|10\.0\.0\.5)[ \t]| proxy-server: |^tls 2\.0 /;

function timed(samples: readonly Sample[]) {
  return samples.filter(({ time }) => time !== undefined).map((sample) => [sample.name, sample] as const);
}

/** The values that a record states itself; undefined for those that it does not state. */
function read(text: string) {
  const formats: string[] = [];
  const timeless = new Set<NormalisedRecord>();
  const unset = new Set<NormalisedRecord>();
  const record = parser.parse(text, OBSERVED_AT, {
    onFormat: (name) => formats.unshift(name),
    onBorrowedTime: (each, borrowed) => borrowed === 'time' && timeless.add(each),
    onUnsetSeverity: (each) => unset.add(each),
  });
  const own = {
    time: timeless.has(record) ? undefined : new Date(record.timestamp).toISOString(),
    severity: unset.has(record) ? undefined : record.severity,
    service: record.service === 'file' ? undefined : record.service,
  };
  return { record, own, formats };
}

describe.each([
  ['heads', HEAD_SAMPLES],
  ['columns and XML', COLUMN_SAMPLES],
  ['programs', PROGRAM_SAMPLES],
  ['objects and pairs', OBJECT_SAMPLES],
  ['access logs and security', ACCESS_SAMPLES],
  ['envelopes', ENVELOPE_SAMPLES],
  ['devices and tools', DEVICE_SAMPLES],
  ['servers and the kernel', SERVER_SAMPLES],
  ['shippers and careless JSON', SHIPPER_SAMPLES],
  ['libraries, devices and tools', TOOL_SAMPLES],
  ['what others test with', FIELD_SAMPLES],
  ['single products', PRODUCT_SAMPLES],
  ['other envelopes and times', FURTHER_SAMPLES],
  ['what three hundred fresh lines showed', FRESH_SAMPLES],
  ['severities in places of their own', LEVEL_SAMPLES],
  ['parts that look like others', MISTAKABLE_SAMPLES],
  ['words that look like a service or a severity', WORD_SAMPLES],
  ['severities and times in odd clothes', ODD_LINE_SAMPLES],
] as const)('samples of %s', (_kind, samples: readonly Sample[]) => {
  test.each(samples.map((sample) => [sample.name, sample] as const))('%s', (_name, sample) => {
    const { formats, own, record } = read(sample.text);
    const { attributes, message, service, severity, text, time } = sample;
    expect(own).toEqual({ time, severity, service });
    expect(formats.length).toBeGreaterThan(0);
    if (message !== undefined) expect(record.message).toBe(message);
    if (attributes !== undefined) expect(record.attributes).toMatchObject(attributes);
    expect(record.observedAt).toBe(OBSERVED_AT);
    expect(text).toContain(record.message.slice(0, 1));
  });

  test.each(timed(samples))(
    '%s has the time of the zone that is set, if it names none',
    (_name, { text, time = '' }) => {
      const shiftedMs = Date.parse(time) - eastern.parse(text, OBSERVED_AT).timestamp;
      if (!NAMES_ZONE.test(text)) expect(shiftedMs).toBe(IN_UTC.test(text) ? 0 : 7_200_000);
      expect([0, 7_200_000]).toContain(shiftedMs);
    },
  );

  test('have names of their own', () => {
    const names = samples.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
