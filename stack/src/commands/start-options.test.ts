import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readStartOptions } from './start-options.ts';

const directory = mkdtempSync(join(tmpdir(), 'logwarren-options-'));
writeFileSync(join(directory, 'access.log'), 'a line\n');
afterAll(() => rmSync(directory, { recursive: true }));

const noQuestion = { help: false, version: false };

describe('the options of npm start', () => {
  it('are demo traffic and the logs of the system by default', () => {
    expect(readStartOptions([], directory)).toEqual({ ...noQuestion, files: [], demo: true, fresh: false });
    expect(readStartOptions(['--no-demo'], directory).demo).toBe(false);
    expect(readStartOptions(['--fresh'], directory).fresh).toBe(true);
  });

  it('name files relative to the directory of the user, and then no demo unless asked for', () => {
    const file = join(directory, 'access.log');
    expect(readStartOptions(['access.log'], directory)).toEqual({
      ...noQuestion,
      files: [file],
      demo: false,
      fresh: false,
    });
    expect(readStartOptions(['--demo', 'access.log'], directory).demo).toBe(true);
  });

  it('refuse a file that is not there and an unknown option, and leave globs alone', () => {
    expect(() => readStartOptions(['nowhere.log'], directory)).toThrow(/no such file: .*nowhere\.log/);
    expect(() => readStartOptions(['--nonsense'], directory)).toThrow(/nonsense[\s\S]*npm start/);
    expect(() => readStartOptions(['--nodemo'], directory)).toThrow('did you mean --no-demo?');
    expect(readStartOptions(['--version', '--nonsense'], directory).version).toBe(true);
    expect(readStartOptions(['*.gone'], directory).files).toEqual([join(directory, '*.gone')]);
  });
});
