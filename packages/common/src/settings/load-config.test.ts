import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, loadConfig } from './load-config.ts';
import { AMQP_URL, flag, integer, list, MONGO_URL, port, serviceSettings } from './settings.ts';

const schema = z.object({
  NAME: z.string(),
  MODE: z.enum(['a', 'b']).optional(),
  COUNT: integer(1, 10).default(3),
  ON: flag().default(false),
  NAMES: list().default([]),
  AMQP_URL,
  API_TOKEN: z.string().min(10).optional(),
});

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'logwarren-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function fileWith(text: string): string {
  const path = join(directory, String(Math.random()));
  writeFileSync(path, text);
  return path;
}

function faultOf(env: Record<string, string | undefined>): string {
  try {
    loadConfig(schema, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).code).toBe('config-invalid');
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was taken');
}

test('values are read, and variables that are not set have their defaults', () => {
  const env = { NAME: 'x', COUNT: '7', ON: 'true', NAMES: ' a, ,b ', UNRELATED: '1' };
  expect(loadConfig(schema, env)).toEqual({
    NAME: 'x',
    COUNT: 7,
    ON: true,
    NAMES: ['a', 'b'],
    AMQP_URL: 'amqp://guest:guest@127.0.0.1:5672',
  });
});

test('an empty value counts as not set', () => {
  expect(loadConfig(schema, { NAME: 'x', COUNT: '', ON: '', MODE: '' })).toMatchObject({ COUNT: 3, ON: false });
  expect(faultOf({ NAME: '' })).toContain('NAME: is not set and has no default');
});

test('all faults are reported at once, each with its variable and its problem', () => {
  const fault = faultOf({ COUNT: '11', ON: 'yes', MODE: 'c', AMQP_URL: 'http://x' });
  expect(fault).toMatch(/^configuration is wrong: /);
  expect(fault.split('; ')).toHaveLength(5);
  expect(fault).toContain('NAME: is not set and has no default');
  expect(fault).toContain('COUNT: "11": ');
  expect(fault).toContain('ON: "yes": expected true or false');
  expect(fault).toContain('MODE: "c" is not one of a, b');
  expect(fault).toContain('AMQP_URL: expected amqp://');
  expect(fault).not.toContain('\n');
});

test.each(['3.5', '1e1', ' 3', 'three', '0x3', '-1', '99999999999999999999'])(
  '%j is not a whole number from 1 to 10',
  (text) => {
    expect(faultOf({ NAME: 'x', COUNT: text })).toContain(`COUNT: ${JSON.stringify(text)}: `);
  },
);

describe('NAME_FILE', () => {
  test('names a file that holds the value, without its last line break', () => {
    const path = fileWith('amqp://u:secret@h:5672\n');
    expect(loadConfig(schema, { NAME: 'x', AMQP_URL_FILE: path }).AMQP_URL).toBe('amqp://u:secret@h:5672');
    expect(loadConfig(schema, { NAME: 'x', COUNT_FILE: fileWith('') }).COUNT).toBe(3);
    expect(loadConfig(schema, { NAME: 'x', COUNT_FILE: '', COUNT: '4' }).COUNT).toBe(4);
  });

  test('a file that cannot be read is one fault that names it', () => {
    const fault = faultOf({ NAME_FILE: join(directory, 'absent') });
    expect(fault).toMatch(/NAME_FILE: cannot read .*absent: ENOENT/);
    expect(fault.split('; ')).toHaveLength(1);
  });

  test('both at once is one fault', () => {
    const fault = faultOf({ NAME: 'x', NAME_FILE: fileWith('y') });
    expect(fault).toBe('configuration is wrong: NAME: given twice, as NAME and as NAME_FILE; keep one');
  });
});

test('no secret is shown, whatever is wrong with it', () => {
  const secret = 's3cr3t';
  expect(faultOf({ NAME: 'x', API_TOKEN: secret })).toContain('API_TOKEN: ');
  for (const fault of [
    faultOf({ NAME: 'x', API_TOKEN: secret }),
    faultOf({ NAME: 'x', AMQP_URL: `u:${secret}@host` }),
    faultOf({ NAME: 'x', AMQP_URL: `u:${secret}@host`, AMQP_URL_FILE: fileWith(secret) }),
    faultOf({ NAME: 'x', API_TOKEN_FILE: fileWith(secret) }),
  ]) {
    expect(fault).not.toContain(secret);
  }
});

test("a schema's own check is reported in its own words", () => {
  const checked = z.object({ A: z.string().optional() }).superRefine((_, context) => {
    context.addIssue({ code: 'custom', path: ['A'], message: 'is needed because B is not set' });
  });
  expect(() => loadConfig(checked, {})).toThrow('A: is needed because B is not set');
});

test('settings that services share', () => {
  const settings = z.object({ MONGO_URL, SOME_PORT: port().default(1), ...serviceSettings(9999) });
  expect(loadConfig(settings, {})).toEqual({
    MONGO_URL: 'mongodb://127.0.0.1:27017/logwarren',
    SOME_PORT: 1,
    LOG_LEVEL: 'info',
    HEALTH_HOST: '127.0.0.1',
    HEALTH_ALLOWED_HOSTS: [],
    HEALTH_PORT: 9999,
    SHUTDOWN_MS: 10_000,
  });
  expect(() => loadConfig(settings, { SOME_PORT: '65536' })).toThrow('SOME_PORT');
  expect(() => loadConfig(settings, { MONGO_URL: 'postgres://x' })).toThrow('MONGO_URL: expected mongodb://');
  expect(() => loadConfig(settings, { LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL: "loud"');
});
