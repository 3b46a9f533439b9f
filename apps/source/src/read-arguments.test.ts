import { ConfigError, loadConfig } from '@logwarren/common';
import { expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { readArguments } from './read-arguments.ts';

function configOf(args: string[], env: Record<string, string> = {}) {
  return loadConfig(configSchema, { ...env, ...readArguments(args) });
}

test('files and options win over the environment', () => {
  const args = ['--format', 'combined', '--service', 'web', '--from', 'end', '--no-http', 'a.log', 'b*.log'];
  const config = configOf(args, { SOURCE_FILES: 'c.log', SOURCE_FORMAT: 'json' });
  expect(config).toMatchObject({
    SOURCE_FILES: ['a.log', 'b*.log'],
    SOURCE_FORMAT: 'combined',
    SOURCE_SERVICE: 'web',
    SOURCE_START: 'end',
    SOURCE_HTTP: false,
    SOURCE_STDIN: false,
  });
});

test('without arguments the environment applies', () => {
  const config = configOf([], { SOURCE_FILES: 'c.log, d.log' });
  expect(config).toMatchObject({ SOURCE_FILES: ['c.log', 'd.log'], SOURCE_HTTP: true });
});

test('a comma in a file named on the command line belongs to its name', () => {
  expect(configOf(['a,b.log']).SOURCE_FILES).toEqual(['a,b.log']);
});

test('standard input alone turns HTTP off, unless it is asked for', () => {
  expect(configOf(['-'])).toMatchObject({ SOURCE_STDIN: true, SOURCE_HTTP: false });
  expect(configOf(['-', '--http'])).toMatchObject({ SOURCE_STDIN: true, SOURCE_HTTP: true });
  expect(configOf(['-', 'a.log'])).toMatchObject({ SOURCE_STDIN: true, SOURCE_HTTP: true });
});

test('an unknown option and a wrong value are configuration errors', () => {
  expect(() => readArguments(['--fromat', 'json'])).toThrow(ConfigError);
  expect(() => readArguments(['--fromat', 'json'])).toThrow('"--fromat" is not known; did you mean --format?');
  expect(() => readArguments(['--nohttp'])).toThrow('did you mean --no-http?');
  expect(() => readArguments(['--format'])).toThrow('--help');
  expect(() => configOf(['--format', 'xml'])).toThrow(/SOURCE_FORMAT/);
});
