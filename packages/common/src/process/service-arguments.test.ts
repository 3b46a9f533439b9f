import { expect, test } from 'vitest';
import { hasOption, parseArguments } from './service-arguments.ts';

const known = { options: { demo: { canBeOff: true, meaning: 'a demo' }, port: { value: 'PORT', meaning: 'where' } } };
const withFiles = { ...known, operands: 'FILE...' };

test('options and operands are read as they were given', () => {
  const { values, operands } = parseArguments(['--no-demo', '--port', '80', 'a.log', '--', '--port'], withFiles);
  expect(values).toEqual({ demo: false, port: '80' });
  expect(operands).toEqual(['a.log', '--port']);
});

test.each([
  ['--nodemo', '--no-demo'],
  ['--no-Demo', '--no-demo'],
  ['--prot=80', '--port'],
  ['-version', '--version'],
  ['help', '--help'],
])('%s is refused: %s was probably meant', (wrong, right) => {
  expect(() => parseArguments([wrong], known)).toThrow(`${JSON.stringify(wrong)} is not known; did you mean ${right}?`);
});

test('an option that resembles none is refused with the list of all', () => {
  const all = 'there are --demo, --no-demo, --port, --help, --version';
  expect(() => parseArguments(['--everything'], known)).toThrow(`"--everything" is not known; ${all}`);
  expect(() => parseArguments(['a.log'], known)).toThrow(`"a.log" is not known; ${all}`);
  expect(() => parseArguments(['--no-port'], known)).toThrow('"--no-port" is not known');
});

test('an empty argument resembles none', () => {
  expect(() => parseArguments([''], known)).toThrow('"" is not known; there are ');
});

test('a value that is missing, and one too many, are refused', () => {
  expect(() => parseArguments(['--port'], known)).toThrow('--port');
  expect(() => parseArguments(['--demo=yes'], known)).toThrow('--demo');
});

test('a question is seen beside anything else, but not behind --', () => {
  expect(hasOption(['--nonsense', '-h'], 'help')).toBe(true);
  expect(hasOption(['--version'], 'version')).toBe(true);
  expect(hasOption(['--', '--help'], 'help')).toBe(false);
});
